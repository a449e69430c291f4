import type { Clock } from './clock.js'
import type { Log } from './log.js'
import type { PluginInput } from './plugins/plugin.js'
import type { Random } from './random.js'
import type { WrittenSettings } from './settings/settings.js'
import type { TlsOptions } from './settings/tls-options.js'
import type { Transport } from './transport/transport.js'

/** A change to a running node. All of it takes effect, or nothing. */
export interface NodeChange {
  /**
   * All settings of the node: what is left out gets its default. Without `settings`, they all stay.
   */
  readonly settings?: WrittenSettings
  /** Plugins to add; one with the id of a plugin in use replaces it. */
  readonly use?: readonly PluginInput[]
  /** Ids of plugins to remove. */
  readonly remove?: readonly string[]
  /** Another key and certificate in PEM form, for new connections. */
  readonly pair?: { readonly key: string | Buffer; readonly cert: string | Buffer }
}

/**
 * What `new Clacks(...)` takes: the settings, the plugins and the replaceable parts. Everything has
 * a default.
 */
export interface ClacksOptions extends WrittenSettings {
  /**
   * Private key in PEM form. Without a key and certificate, the self-signed pair in `stateFolder`
   * is used, which is created once; without that, one is created for this run.
   */
  key?: string | Buffer
  /** Certificate in PEM form. */
  cert?: string | Buffer
  tls?: TlsOptions
  /** Peers to announce to on start, as `host:port`. */
  peers?: readonly string[]
  /**
   * Plugins; falsy entries are skipped. They are set up in this order unless they ask for another.
   */
  plugins?: readonly (PluginInput | false | null | undefined)[]
  /**
   * The folder that relative paths in the options of plugins start from. Default: the working
   * directory; with a config, its folder.
   */
  folder?: string
  /**
   * The folder for what makes this the same node after a restart: the self-signed key and
   * certificate, and the pinned keys. Created if missing; one node at a time can use it. Default:
   * the folder of the queue, if a plugin stores the queue; otherwise a node has another key after a
   * restart, which its peers refuse. With a config: that of the config.
   */
  stateFolder?: string
  /**
   * Services of the application that plugins can inject, by key, as in `{ archive }`. A plugin
   * cannot provide a service under such a key.
   */
  services?: Partial<ClacksServices> & Readonly<Record<string, unknown>>
  /** Where the node logs. Default: warnings and errors on standard error. */
  log?: Log
  /** Default: HTTPS. */
  transport?: Transport
  /** Default: the system clock. */
  clock?: Clock
  /** Default: the random source of the system. */
  random?: Random
}
