import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import { ClacksError, describeValue } from 'clacks'
import { addLinearKeywords, linearRegExp } from 'clacks/json-schema'
import { classSchema, schemaOfFields } from './class-schema.js'
import type { MessageFormatterOptions } from './options.js'

/** The compiled schema of one message class. */
export interface Rule {
  readonly validate: ValidateFunction
  /** Fields that every message may have, and that the schema does not know. */
  readonly hidden: readonly string[]
}

/** The compiled schemas of all message classes. */
export interface CompiledRules {
  readonly classes: ReadonlyMap<string, Rule>
  /** Applies to every message, if no class is named. */
  readonly any: Rule | undefined
}

/** The schema of a message class is not a valid JSON Schema. */
export class InvalidSchemaError extends ClacksError {
  readonly messageClass: string
  /** What is wrong with the schema. */
  readonly reason: string

  constructor(messageClass: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const text = `The schema of the class ${describeValue(messageClass)} is not a valid JSON Schema (draft 7): ${reason}.`
    super('ERR_CLACKS_PLUGIN_OPTIONS', text, { cause })
    this.messageClass = messageClass
    this.reason = reason
  }
}

/**
 * Compiles the schemas of all classes.
 * @param allErrors whether to find all issues of a message, or to stop at the first one
 * @throws InvalidSchemaError
 */
export function compileRules(options: MessageFormatterOptions, allErrors: boolean): CompiledRules {
  const { class: name, required = [], optional = [], schemas, fill = false, coerce = false } = options
  const settings = { allErrors, fill, coerce }
  // One instance for all classes: the schema of one may refer to another.
  const plain = compiler({ ...settings, composed: false })
  const compile = (messageClass: string | undefined, written: object): Rule => {
    const { schema, composed, hidden } = classSchema(messageClass, written)
    const ajv = composed ? compiler({ ...settings, composed }) : plain
    return { validate: compiled(ajv, messageClass, schema), hidden }
  }
  const fields = schemaOfFields(required, optional)
  const all = [...Object.entries(schemas ?? {}), ...(name === undefined ? [] : [[name, fields] as const])]
  const classes = new Map(all.map(([each, schema]) => [each, compile(each, schema)]))
  return { classes, any: classes.size === 0 ? compile(undefined, fields) : undefined }
}

interface CompilerSettings {
  readonly allErrors: boolean
  readonly fill: boolean
  readonly coerce: boolean
  /** For `unevaluatedProperties`, which is slower. */
  readonly composed: boolean
}

function compiler({ allErrors, fill, coerce, composed }: CompilerSettings): Ajv {
  const ajv = new (composed ? Ajv2019 : Ajv)({
    allErrors,
    useDefaults: fill,
    coerceTypes: coerce,
    // Without it, `toString` would be a field of every message.
    ownProperties: true,
    verbose: true,
    logger: false,
    // Reports misspelt keywords and unknown formats, but not redundant ones.
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    // Compiling reports what Ajv cannot use. The meta-schema would cost more than all other schemas
    // together.
    meta: false,
    validateSchema: false,
    // Optimizing takes longer than the rest of the compilation and does not make the code faster.
    code: { optimize: false, regExp: linearRegExp },
  })
  addFormats.default(ajv)
  addLinearKeywords(ajv)
  return ajv
}

function compiled(ajv: Ajv, messageClass: string | undefined, schema: object): ValidateFunction {
  try {
    const validate = ajv.compile(schema)
    if ('$async' in validate) throw new TypeError('a message schema cannot be asynchronous')
    return validate
  } catch (thrown) {
    throw new InvalidSchemaError(messageClass ?? '', thrown)
  }
}
