import type { BarePlugin, PluginInput } from '../plugins/plugin.js'
import type { WrittenSettings } from '../settings/settings.js'
import type { Trust } from '../settings/tls-options.js'

/** Key, certificate and trust as a config names them. Paths are relative to the config file. */
export interface ConfigTls {
  /** Path of the private key (PEM). Key and certificate left out: a self-signed pair is made once and kept in `.clacks/`. */
  key?: string
  /** Path of the certificate (PEM). */
  cert?: string
  /** Default `tofu`: the first key seen for an address is pinned, another one later is refused. */
  trust?: Trust
  /** Paths of the certificates of the authorities (PEM), for trust `ca`; left out: those of Node. */
  ca?: string | readonly string[]
  /** SHA-256 of the public keys (hex) that trust `pin` accepts. */
  keys?: readonly string[]
}

declare global {
  /**
   * The options of plugins, by the name that a config gives them. A plugin package adds its own, and `defineConfig` then
   * knows name and options:
   *
   * @example
   * declare global {
   *   interface ClacksPluginOptions {
   *     shout: WrittenOptions<typeof schema>
   *   }
   * }
   */
  // Global, because an interface that a module hands on cannot be added to from outside.
  interface ClacksPluginOptions {}
}

/** The names of plugins whose options are known to the compiler. */
type KnownPlugin = keyof ClacksPluginOptions

/** One entry of `plugins`. */
export type ConfigPlugin =
  /** A name (`logger`, `@acme/radio`) or a path (`./radio.ts`). */
  | KnownPlugin
  | (string & {})
  /** The same with options, and with an `id` where one plugin is used several times. */
  | readonly [plugin: string | BarePlugin, options?: unknown, settings?: { readonly id?: string }]
  /** A plugin (code configs only). */
  | PluginInput
  /** Skipped. */
  | false
  | null
  | undefined

/** A config as people write it. Everything has a default. */
export interface Config extends WrittenSettings {
  /** Presets, as paths (`./base.yaml`) or packages: what they say holds unless this config says otherwise. Later ones win. */
  extends?: string | readonly string[]
  tls?: ConfigTls
  /** Peers to announce to on start, as `host:port`. */
  peers?: readonly string[]
  /** Plugins, in the order in which they are set up unless they ask for another. */
  plugins?: readonly ConfigPlugin[]
  /** Whether `clacks start` opens the control channel, by which other commands reach the node. Default true. */
  control?: boolean
  /**
   * What `clacks start` does when an error of a plugin escapes it (from a timer, a listener, a promise that nobody waits for):
   * `stop` (default) ends the node in good order, `remove` takes the plugin out of use and goes on.
   */
  onPluginCrash?: 'stop' | 'remove'
}

/** A config, or a function that gives one. */
export type ConfigExport = Config | (() => Config | Promise<Config>)

/** What an entry of `plugins` must be: one that names a known plugin has its options. */
type Checked<Entry> = Entry extends readonly [infer Name extends KnownPlugin, ...unknown[]]
  ? readonly [plugin: Name, options?: ClacksPluginOptions[Name], settings?: { readonly id?: string }]
  : ConfigPlugin

/** A config whose plugins have the options that they are known to have. */
type CheckedConfig<Plugins extends readonly unknown[]> = Omit<Config, 'plugins'> & {
  plugins?: Plugins & { readonly [Index in keyof Plugins]: Checked<Plugins[Index]> }
}

/**
 * Gives a config its types, and changes nothing. Names and options of a plugin are known where the types of its package are:
 * `import type {} from '@clacks/plugin-logger'`.
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
