/**
 * Names a service that one plugin provides and others inject, with its type. Augment it:
 * `declare module 'clacks' { interface Services { archive: Archive } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be augmented
export interface Services {}

/** The key of a service; keys that no augmentation names carry `unknown`. */
export type ServiceKey = keyof Services | (string & {})
/** The type of a service. */
export type ServiceOf<Key extends ServiceKey> = Key extends keyof Services ? Services[Key] : unknown
