import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { ClacksError } from '../errors.js'
import type { FunctionOption } from '../function-option.js'
import { checkOptions } from './check-options.js'
import type { Plugin, PluginContext, PluginRelations, Teardown } from './plugin.js'
import type { InferInput, InferOutput, StandardSchema } from './standard-schema.js'

/**
 * A schema of the options: JSON Schema (draft 7), or a schema of any Standard Schema library.
 */
export type OptionsSchema = Exclude<JSONSchema, boolean> | StandardSchema

/** Options without a known type. */
export type AnyOptions = Readonly<Record<string, unknown>>

/** The type of the options that `setup` receives: options with a default are always present. */
export type OptionsOf<Schema> = OptionsSchema extends Schema
  ? AnyOptions
  : Schema extends StandardSchema
    ? InferOutput<Schema>
    : Schema extends Exclude<JSONSchema, boolean>
      ? WithFunctions<Schema, FromSchema<Schema>>
      : AnyOptions

/** The type of the options as written by users: options with a default may be omitted. */
export type WrittenOptions<Schema> = OptionsSchema extends Schema
  ? AnyOptions
  : Schema extends StandardSchema
    ? InferInput<Schema>
    : Schema extends Exclude<JSONSchema, boolean>
      ? WithFunctions<Schema, FromSchema<Schema, { keepDefaultedPropertiesOptional: true }>>
      : AnyOptions

/** The options with the types of those that are functions. */
type WithFunctions<Schema, Options> = Schema extends { readonly properties: infer Properties }
  ? true extends { [Key in keyof Properties]: IsFunctionOption<Properties[Key]> }[keyof Properties]
    ? {
        [Key in keyof Options]: Key extends keyof Properties
          ? Properties[Key] extends FunctionOption<infer Signature>
            ? Signature
            : Options[Key]
          : Options[Key]
      }
    : Options
  : Options

type IsFunctionOption<Schema> = Schema extends { readonly typeof: 'function' } ? true : false

/** The definition of a plugin. */
export interface PluginDefinition<Schema extends OptionsSchema | undefined, Message> extends PluginRelations {
  /** Lower-case words with hyphens, optionally with a scope: `shout`, `@acme/radio`. */
  readonly name: string
  readonly version?: string
  /**
   * The schema of the options. They are checked and completed with defaults before `setup`. Without
   * a schema they are not checked.
   */
  readonly options?: Schema
  /**
   * Adds taps, opens resources, provides services. May be async, and may return a teardown
   * function. Taps become active when all plugins that are set up together are ready. Must finish
   * within 10 s.
   */
  setup(ctx: PluginContext<Message>, options: OptionsOf<Schema>): Teardown | Promise<Teardown>
}

/** What distinguishes one use of a plugin from others. */
export interface PluginUse {
  /** Distinguishes several plugins of the same name. Default: the name of the plugin. */
  readonly id?: string
}

/**
 * The function that `definePlugin` returns. It takes the options, and is itself a plugin if all
 * options have defaults.
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
  /** The definition, for tools. */
  readonly definition: Readonly<PluginDefinition<Schema, Message>>
  /**
   * Makes the plugin from the options of a config file, unchecked. If the schema has no option
   * `id`, an `id` among them is the id of the plugin.
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
 *   options: {
 *     type: 'object',
 *     properties: { suffix: { type: 'string', default: '!' } },
 *     additionalProperties: false,
 *   },
 *   setup(ctx, options) {
 *     ctx.hooks.received.tap((reception) => {
 *       reception.message = String(reception.message).toUpperCase() + options.suffix
 *     })
 *   },
 * })
 * const node = new Clacks({ plugins: [shout({ suffix: '!!' })] })
 * @throws ClacksError ERR_CLACKS_PLUGIN for an invalid name or a missing `setup`
 */
export function definePlugin<const Schema extends OptionsSchema | undefined = undefined, Message = unknown>(
  definition: PluginDefinition<Schema, Message>,
): PluginFactory<Schema, Message> {
  assertValid(definition)
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
      // The options have passed the schema that the type is inferred from.
      setup: (ctx, resolved) => definition.setup(ctx, resolved as OptionsOf<Schema>),
    }
  }
  const factory = (options?: WrittenOptions<Schema>, use?: PluginUse): Plugin<Message> =>
    configured(options, use)
  const configure = (written?: unknown, use: PluginUse = {}): Plugin<Message> => {
    const { id, options } = separateId(name, schema, written)
    return configured(options, { ...(id === undefined ? {} : { id }), ...use })
  }
  return Object.assign(Object.defineProperty(factory, 'name', { value: name }), { definition, configure })
}

function assertValid({ name, setup }: { readonly name: unknown; readonly setup: unknown }): void {
  if (typeof name !== 'string' || !NAME.test(name)) {
    const text = `${JSON.stringify(name)} is not a valid plugin name. Use lower-case words with hyphens, such as "message-formatter".`
    throw new ClacksError('ERR_CLACKS_PLUGIN', text)
  }
  if (typeof setup !== 'function') {
    throw new ClacksError('ERR_CLACKS_PLUGIN', `Plugin "${name}" has no function \`setup(ctx, options)\`.`)
  }
}

function checkedId(name: string, id: unknown): string {
  if (typeof id === 'string' && /^[^\s?][^\s]*$/.test(id)) return id
  const text = `Plugin "${name}" cannot have the id ${JSON.stringify(id)}. An id must not be empty, contain spaces or begin with "?".`
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
  name: string,
  schema: object | undefined,
  written: unknown,
): { readonly id?: string; readonly options: unknown } {
  if (typeof written !== 'object' || written === null || !('id' in written) || hasIdOption(schema))
    return { options: written }
  const { id, ...options } = written
  return { id: checkedId(name, id), options }
}

function hasIdOption(schema: object | undefined): boolean {
  if (schema === undefined || !('properties' in schema)) return false
  const { properties } = schema
  return typeof properties === 'object' && properties !== null && 'id' in properties
}
