import type { Severity } from '../log.js'
import type { BarePlugin, PluginInput } from '../plugins/plugin.js'
import type { WrittenSettings } from '../settings/settings.js'
import type { Trust } from '../settings/tls-options.js'

/** Key, certificate and trust in a config. Paths are relative to the config file. */
export interface ConfigTls {
  /**
   * Path of the private key (PEM). Without a key and certificate, a self-signed pair is created
   * once and stored in the state folder.
   */
  key?: string
  /** Path of the certificate (PEM). */
  cert?: string
  /**
   * Default `tofu`: the first key seen for an address is pinned, and another one later is refused.
   */
  trust?: Trust
  /** Paths of the certificates of the authorities (PEM), for trust `ca`. Default: those of Node. */
  ca?: string | readonly string[]
  /** SHA-256 of the public keys (hex) that trust `pin` accepts. */
  keys?: readonly string[]
}

declare global {
  /**
   * The options of plugins, by the name that a config uses. A plugin package adds its own, so that
   * `defineConfig` knows the name and the options:
   *
   * @example
   * declare global {
   *   interface ClacksPluginOptions {
   *     shout: WrittenOptions<typeof schema>
   *   }
   * }
   */
  // Global, because an interface that a module re-exports cannot be augmented from outside.
  interface ClacksPluginOptions {}
}

/** The names of plugins whose options are known to the compiler. */
type KnownPlugin = keyof ClacksPluginOptions

/** One entry of `plugins`. */
export type ConfigPlugin =
  /** A name (`logger`, `@acme/radio`) or a path (`./radio.ts`). */
  | KnownPlugin
  | (string & {})
  /**
   * The same with options; with an `id` if one plugin is used several times; with `enabled: false`
   * if it is to be skipped for now.
   */
  | readonly [
      plugin: string | BarePlugin,
      options?: unknown,
      settings?: { readonly id?: string; readonly enabled?: boolean },
    ]
  /** A plugin (code configs only). */
  | PluginInput
  /** Skipped. */
  | false
  | null
  | undefined

/** A config as an operator writes it. Every key has a default. */
export interface Config extends WrittenSettings {
  /**
   * Presets, as paths (`./base.yaml`) or packages. This config overrides its presets, and later
   * presets override earlier ones.
   */
  extends?: string | readonly string[]
  tls?: ConfigTls
  /**
   * The folder for what makes a node the same after a restart, relative to the config file: the
   * self-signed key and certificate, the pinned keys, the control socket, and the files of plugins
   * that no option names. Created if missing; one node at a time can use it.
   * Default: `.clacks`.
   */
  stateFolder?: string
  /** Peers to announce to on start, as `host:port`. */
  peers?: readonly string[]
  /** Plugins, in the order in which they are set up unless they ask for another. */
  plugins?: readonly ConfigPlugin[]
  /**
   * Whether `clacks start` opens the control channel, through which other commands reach the node.
   * Default true.
   */
  control?: boolean
  /**
   * What `clacks start` does when an error escapes a plugin (from a timer, a listener, a promise
   * that nobody awaits): `stop` (default) stops the node gracefully, `remove` removes the plugin
   * and continues.
   */
  onPluginCrash?: 'stop' | 'remove'
  /**
   * What `clacks start` reports: `info` (default) adds events to warnings and errors, `debug`
   * adds the debug lines of plugins.
   */
  logLevel?: Severity
}

/** A config, or a function that returns one. */
export type ConfigExport = Config | (() => Config | Promise<Config>)

/** A known plugin with its options, which may be missing if none of them is required. */
type WithOptions<Name extends KnownPlugin> =
  Record<never, never> extends ClacksPluginOptions[Name]
    ? readonly [plugin: Name, options?: ClacksPluginOptions[Name], settings?: { readonly id?: string }]
    : readonly [plugin: Name, options: ClacksPluginOptions[Name], settings?: { readonly id?: string }]

/**
 * The type of an entry of `plugins`: one that names a known plugin takes its options. A name alone
 * is always right, because a preset may have the options.
 */
type Checked<Entry> = Entry extends readonly [infer Name extends KnownPlugin, ...unknown[]]
  ? WithOptions<Name>
  : Entry

/** A config in which the options of known plugins are checked. */
type CheckedConfig<Plugins extends readonly unknown[]> = Omit<Config, 'plugins'> & {
  plugins?: { readonly [Index in keyof Plugins]: Checked<Plugins[Index]> }
}

/**
 * Gives a config its types and returns it unchanged. The name and options of a plugin are known if
 * the types of its package are imported: `import type {} from '@clacks/plugin-logger'`.
 *
 * @example
 * // clacks.config.ts
 * import { defineConfig } from 'clacks'
 * export default defineConfig({ hostname: 'tower-1.example', sendrate: 50, plugins: ['logger'] })
 */
export function defineConfig<const Plugins extends readonly ConfigPlugin[]>(
  config: CheckedConfig<Plugins> | (() => CheckedConfig<Plugins> | Promise<CheckedConfig<Plugins>>),
): ConfigExport {
  return config
}
