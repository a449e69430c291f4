/** An option that a plugin is to have. */
export interface NewOption {
  readonly name: string
  /** Its schema, with a description. */
  readonly schema: Readonly<Record<string, unknown>>
}
