import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { ClacksError } from '../errors.js'
import { checkOptions } from './check-options.js'
import type { Plugin, PluginContext, PluginRelations, Teardown } from './plugin.js'
import type { InferInput, InferOutput, StandardSchema } from './standard-schema.js'

/**
 * What options can be described with: a JSON Schema (draft 7), or a schema of any Standard Schema
 * library.
 */
export type OptionsSchema = Exclude<JSONSchema, boolean> | StandardSchema

/** Options of which nothing more is known. */
export type AnyOptions = Readonly<Record<string, unknown>>

/** The type of the options that `setup` gets: everything with a default is there. */
export type OptionsOf<Schema> = OptionsSchema extends Schema
  ? AnyOptions
  : Schema extends StandardSchema
    ? InferOutput<Schema>
    : Schema extends Exclude<JSONSchema, boolean>
      ? FromSchema<Schema>
      : AnyOptions

/** The type of the options that people write: everything with a default may be left out. */
export type WrittenOptions<Schema> = OptionsSchema extends Schema
  ? AnyOptions
  : Schema extends StandardSchema
    ? InferInput<Schema>
    : Schema extends Exclude<JSONSchema, boolean>
      ? FromSchema<Schema, { keepDefaultedPropertiesOptional: true }>
      : AnyOptions

/** What a plugin is made of. */
export interface PluginDefinition<Schema extends OptionsSchema | undefined, Message> extends PluginRelations {
  /** Lower-case words with hyphens, also with a scope: `shout`, `@acme/radio`. */
  readonly name: string
  readonly version?: string
  /**
   * Describes the options; they are checked, and defaults filled in, before `setup`. Left out: they
   * are not checked.
   */
  readonly options?: Schema
  /**
   * Takes the plugin into use: taps, opens, provides. May be async; may return what gives back.
   * Taps come into force when all plugins that are set up together are ready. Takes 10 s at most.
   */
  setup(ctx: PluginContext<Message>, options: OptionsOf<Schema>): Teardown | Promise<Teardown>
}

/** How one use of a plugin differs from others. */
export interface PluginUse {
  /** Tells several of one name apart. Default: the name of the plugin. */
  readonly id?: string
}

/**
 * The function that `definePlugin` gives. It takes the options, and may stand for itself where all
 * of them have defaults.
 */
export interface PluginFactory<
  Schema extends OptionsSchema | undefined = OptionsSchema | undefined,
  Message = unknown,
> {
  (
    ...use: Record<never, never> extends WrittenOptions<Schema>
      ? [options?: WrittenOptions<Schema>, use?: PluginUse]
      : [options: WrittenOptions<Schema>, use?: PluginUse]
  ): Plugin<Message>
  /** What it was made of, for tools. */
  readonly definition: Readonly<PluginDefinition<Schema, Message>>
  /**
   * The plugin as a config file writes it, options unchecked: where the schema knows no option
   * `id`, an `id` beside the options is the id of the plugin.
   */
  configure(written?: unknown, use?: PluginUse): Plugin<Message>
}

const NAME = /^(@[a-z0-9]+(-[a-z0-9]+)*\/)?[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * Defines a plugin. The type of the options comes from their schema.
 *
 * @example
 * const shout = definePlugin({
 *   name: 'shout',
 *   options: { type: 'object', properties: { suffix: { type: 'string', default: '!' } }, additionalProperties: false },
 *   setup(ctx, options) {
 *     ctx.hooks.received.tap((reception) => {
 *       reception.message = String(reception.message).toUpperCase() + options.suffix
 *     })
 *   },
 * })
 * const node = new Clacks({ plugins: [shout({ suffix: '!!' })] })
 * @throws ClacksError ERR_CLACKS_PLUGIN for a name that is none, or a missing `setup`
 */
export function definePlugin<const Schema extends OptionsSchema | undefined = undefined, Message = unknown>(
  definition: PluginDefinition<Schema, Message>,
): PluginFactory<Schema, Message> {
  check(definition)
  const { name, options: schema } = definition
  const configured = (options: unknown, use: PluginUse = {}): Plugin<Message> => {
    const id = checkedId(name, use.id ?? name)
    return {
      name,
      id,
      version: definition.version,
      options,
      ...relationsOf(definition),
      resolveOptions: () => checkOptions(id, schema, options),
      // What arrives here has passed the schema that the type was made from.
      setup: (ctx, resolved) => definition.setup(ctx, resolved as OptionsOf<Schema>),
    }
  }
  const factory = (options?: WrittenOptions<Schema>, use?: PluginUse): Plugin<Message> =>
    configured(options, use)
  const configure = (written?: unknown, use: PluginUse = {}): Plugin<Message> => {
    const { id, options } = separateId(schema, written)
    return configured(options, { ...(id === undefined ? {} : { id }), ...use })
  }
  return Object.assign(Object.defineProperty(factory, 'name', { value: name }), { definition, configure })
}

function check({ name, setup }: { readonly name: unknown; readonly setup: unknown }): void {
  if (typeof name !== 'string' || !NAME.test(name)) {
    const text = `A plugin cannot be called ${JSON.stringify(name)}: a name is lower-case words with hyphens, such as "message-formatter".`
    throw new ClacksError('ERR_CLACKS_PLUGIN', text)
  }
  if (typeof setup !== 'function') {
    throw new ClacksError('ERR_CLACKS_PLUGIN', `Plugin "${name}" has no function \`setup(ctx, options)\`.`)
  }
}

function checkedId(name: string, id: unknown): string {
  if (typeof id === 'string' && /^[^\s?][^\s]*$/.test(id)) return id
  const text = `Plugin "${name}" cannot have the id ${JSON.stringify(id)}: an id is a text without spaces that does not begin with "?".`
  throw new ClacksError('ERR_CLACKS_PLUGIN', text)
}

function relationsOf({ requires, conflicts, before, after, engines }: PluginRelations): PluginRelations {
  return {
    ...(requires === undefined ? {} : { requires }),
    ...(conflicts === undefined ? {} : { conflicts }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(engines === undefined ? {} : { engines }),
  }
}

function separateId(
  schema: object | undefined,
  written: unknown,
): { readonly id?: string; readonly options: unknown } {
  if (typeof written !== 'object' || written === null || !('id' in written) || knowsId(schema))
    return { options: written }
  const { id, ...options } = written
  return { id: checkedId('', id), options }
}

function knowsId(schema: object | undefined): boolean {
  if (schema === undefined || !('properties' in schema)) return false
  const { properties } = schema
  return typeof properties === 'object' && properties !== null && 'id' in properties
}
