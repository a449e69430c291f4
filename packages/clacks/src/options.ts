import type { Clock } from './clock.js'
import type { Log } from './log.js'
import type { PluginInput } from './plugins/plugin.js'
import type { Random } from './random.js'
import type { WrittenSettings } from './settings/settings.js'
import type { TlsOptions } from './settings/tls-options.js'
import type { Transport } from './transport/transport.js'

/** What a running node can be told to change, all of it or nothing. */
export interface NodeChange {
  /** All settings as they are written now: what is left out has its default. Left out as a whole: they stay. */
  readonly settings?: WrittenSettings
  /** Plugins to bring into use; one with the id of a plugin in use replaces it. */
  readonly use?: readonly PluginInput[]
  /** Ids of plugins to take out of use. */
  readonly remove?: readonly string[]
}

/** What `new Clacks(...)` takes: the settings, the plugins, and the parts that can be exchanged. All have defaults. */
export interface ClacksOptions extends WrittenSettings {
  /** Private key in PEM form. Key and certificate left out: a self-signed pair is made for this run. */
  key?: string | Buffer
  /** Certificate in PEM form. */
  cert?: string | Buffer
  tls?: TlsOptions
  /** Peers to announce to on start, as `host:port`. */
  peers?: readonly string[]
  /** Plugins; falsy entries are skipped. They are set up in the order that they ask for, then in this one. */
  plugins?: readonly (PluginInput | false | null | undefined)[]
  /** Where relative paths in the options of plugins begin. Default: the working directory; with a config, its folder. */
  folder?: string
  /** Where the node says what happens. Default: warnings and errors on standard error. */
  log?: Log
  /** Default: HTTPS. */
  transport?: Transport
  /** Default: the clock of the machine. */
  clock?: Clock
  /** Default: the randomness of the machine. */
  random?: Random
}
