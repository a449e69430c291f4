/**
 * The network range that the message of a hook call came from, by an argument of the call. It is
 * not a property of the argument, which plugins see.
 */
const sources = new WeakMap<object, string>()

/** Says where the message of a hook call came from. @param argument of the call, not used before */
export function setInputSource(argument: object, source: string | undefined): void {
  if (source !== undefined) sources.set(argument, source)
}

/** Where the message of a hook call came from; undefined if it came from no peer. */
export function inputSourceOf(args: readonly unknown[]): string | undefined {
  for (const argument of args) {
    const source = typeof argument === 'object' && argument !== null ? sources.get(argument) : undefined
    if (source !== undefined) return source
  }
  return undefined
}
