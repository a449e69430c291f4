/**
 * The types of the services that plugins provide and inject, by key. Augment it:
 * `declare module 'clacks' { interface Services { archive: Archive } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: for augmentation
export interface Services {}

/** The key of a service. Services without an augmentation have the type `unknown`. */
export type ServiceKey = keyof Services | (string & {})
/** The type of a service. */
export type ServiceOf<Key extends ServiceKey> = Key extends keyof Services ? Services[Key] : unknown
