/** A change to one value. */
export interface ValueChange {
  /** Keys, and indices of items: `['limits', 'queueMessages']`. */
  readonly path: readonly (string | number)[]
  /** Left out: the value is removed, so that the default holds again. */
  readonly value?: unknown
}

/** A change to a config file. A plugin of a preset is changed by an entry that overrides it. */
export type ConfigEdit =
  | {
      readonly action: 'add'
      /** The name or the path of the plugin, as in a config. */
      readonly plugin: string
      readonly options?: Readonly<Record<string, unknown>>
      /** Default: the name of the plugin. */
      readonly id?: string
    }
  /** Removes a plugin with its options, by its id. */
  | { readonly action: 'remove'; readonly id: string }
  /** Uses a plugin, or skips it. Its options stay. */
  | { readonly action: 'enable' | 'disable'; readonly id: string }
  /** Changes options of a plugin. Paths begin in the options. */
  | { readonly action: 'configure'; readonly id: string; readonly changes: readonly ValueChange[] }
  /** Changes settings of the node. */
  | { readonly action: 'set'; readonly changes: readonly ValueChange[] }
