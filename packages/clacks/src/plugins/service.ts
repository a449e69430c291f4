declare global {
  /**
   * The types of the services that plugins provide and inject, by key. Augment it:
   * `declare global { interface ClacksServices { archive: Archive } }`. It is global, so that ES
   * modules and CommonJS share it.
   */
  interface ClacksServices {}
}

/** The key of a service. Services without an augmentation have the type `unknown`. */
export type ServiceKey = keyof ClacksServices | (string & {})
/** The type of a service. */
export type ServiceOf<Key extends ServiceKey> = Key extends keyof ClacksServices
  ? ClacksServices[Key]
  : unknown
