/** An entry of `plugins` as it is written: a name, or name, options and use. */
export type WrittenEntry = string | readonly [name: string, options: object, use?: { readonly id: string }]

/** A change to the list of plugins. */
export type PluginEdit = { readonly add: WrittenEntry } | { readonly removeAt: number }
