/** An option to add to a plugin. */
export interface NewOption {
  readonly name: string
  /** Its schema, with a description. */
  readonly schema: Readonly<Record<string, unknown>>
}
