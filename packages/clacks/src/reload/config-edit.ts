/** A change to the plugins of a config file. */
export type ConfigEdit =
  | {
      readonly action: 'add'
      /** The name or the path of the plugin, as in a config. */
      readonly plugin: string
      readonly options?: Readonly<Record<string, unknown>>
      /** Default: the name of the plugin. */
      readonly id?: string
    }
  | {
      readonly action: 'remove'
      /** The id of the plugin. */
      readonly id: string
    }
