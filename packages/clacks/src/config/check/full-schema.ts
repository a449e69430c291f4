import type { SchemaObject } from 'ajv'
import { isObject } from '../read/source.js'
import { FIRST_PARTY } from '../resolve/plugin-names.js'
import { installedSchemas } from './plugin-schemas.js'
import { configSchema } from './schema.js'

const USE: SchemaObject = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'Tells several uses of one plugin apart.' },
    enabled: { type: 'boolean', default: true, description: 'Whether the plugin is used.' },
  },
  additionalProperties: false,
}

/** What JSON and YAML configs may contain instead of any value. */
const SUBSTITUTION: SchemaObject = {
  oneOf: [
    placeholder('$env', 'The environment variable that holds the value.'),
    placeholder('$file', 'The file that holds the value.'),
  ],
}

/**
 * JSON Schema (draft 7) of a config, with the options of the plugins that code in `folder` can
 * import. The schemas are read from the files that their package.json names; no plugin is run.
 */
export async function fullSchema(folder: string): Promise<SchemaObject> {
  const plugins = await installedSchemas(folder)
  return schemaWith(plugins)
}

/** The schema of a config with the options of these plugins. */
export function schemaWith(
  plugins: readonly (readonly [name: string, schema: Readonly<Record<string, unknown>> | undefined])[],
): SchemaObject {
  const described = plugins.flatMap(([name, schema]) =>
    schema === undefined ? [] : [[name, schema] as const],
  )
  const names = [...new Set([...FIRST_PARTY, ...plugins.map(([name]) => name)])]
  const { plugins: list, ...properties } = configSchema.properties
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Config of a clacks node',
    ...configSchema,
    properties: {
      ...mapValues(properties, (schema) => orSubstitution(schema)),
      plugins: {
        ...list,
        items: entryOf(
          names,
          described.map(([name]) => name),
        ),
      },
    },
    definitions: Object.fromEntries(
      described.map(([name, schema]) => [`options of ${name}`, embedded(name, schema)]),
    ),
  }
}

function entryOf(names: readonly string[], described: readonly string[]): SchemaObject {
  const name = { anyOf: [{ enum: names }, { type: 'string', minLength: 1 }] }
  return {
    anyOf: [
      name,
      { enum: [false, null] },
      ...described.map((each) => ({
        type: 'array',
        items: [
          { const: each },
          orSubstitution({
            $ref: `#/definitions/${encodeURIComponent(`options of ${each}`).replaceAll('%2F', '~1')}`,
          }),
          USE,
        ],
        minItems: 1,
        additionalItems: false,
      })),
      {
        type: 'array',
        items: [{ ...name, not: { enum: described } }, {}, USE],
        minItems: 1,
        additionalItems: false,
      },
    ],
  }
}

/** Embeds a schema in another one: `#` still refers to the embedded schema. */
function embedded(name: string, { $schema: _, ...schema }: Readonly<Record<string, unknown>>): SchemaObject {
  return { ...withSubstitutions(schema), $id: `clacks-plugin:${encodeURIComponent(name)}` }
}

/** Each option may also be substituted. */
function withSubstitutions(schema: Readonly<Record<string, unknown>>): SchemaObject {
  if (!isObject(schema.properties)) return schema
  return {
    ...schema,
    properties: mapValues(schema.properties, (option) =>
      isObject(option) ? orSubstitution(option) : option,
    ),
  }
}

function orSubstitution(schema: SchemaObject): SchemaObject {
  const { default: standard, ...rest } = schema
  const { description } = schema
  return {
    anyOf: [rest, SUBSTITUTION],
    ...(description !== undefined && { description }),
    // JSON has no Infinity.
    ...(standard !== undefined && standard !== Number.POSITIVE_INFINITY && { default: standard }),
  }
}

function placeholder(name: '$env' | '$file', description: string): SchemaObject {
  return {
    type: 'object',
    properties: { [name]: { type: 'string', description } },
    required: [name],
    additionalProperties: false,
  }
}

function mapValues<Value, Other>(
  values: Readonly<Record<string, Value>>,
  change: (value: Value) => Other,
): Record<string, Other> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]))
}
