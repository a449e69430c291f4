import type { BarePlugin, PluginInput } from '../plugins/plugin.js'
import type { Trust, WrittenSettings } from '../settings.js'

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

/** One entry of `plugins`. */
export type ConfigPlugin =
  /** A name (`logger`, `@acme/radio`) or a path (`./radio.ts`). */
  | string
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

/**
 * Gives a config its types, and changes nothing.
 *
 * @example
 * // clacks.config.ts
 * import { defineConfig } from 'clacks'
 * export default defineConfig({ hostname: 'tower-1.example', sendrate: 50, plugins: ['logger'] })
 */
export function defineConfig(config: ConfigExport): ConfigExport {
  return config
}
