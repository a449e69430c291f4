/** A constructor that returns its argument gives the private fields of a subclass to any object. */
class Argument {
  constructor(argument?: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what it is for
    if (argument !== undefined) return argument
  }
}

/**
 * An argument of a hook call that knows the network range that its message came from, in a private
 * field, which plugins do not see. A WeakMap of all arguments would take as long as a tap.
 */
export class WithInputSource extends Argument {
  #range: string

  /** @param argument an object that gets the private field, instead of a new one */
  constructor(range: string, argument?: object) {
    super(argument)
    this.#range = range
  }

  static set(argument: object, range: string): void {
    if (#range in argument) argument.#range = range
    else new WithInputSource(range, argument)
  }

  static of(argument: object): string | undefined {
    return #range in argument ? argument.#range : undefined
  }
}

/** Says where the message of a hook call came from. @param argument of the call */
export function setInputSource(argument: object, source: string | undefined): void {
  if (source !== undefined) WithInputSource.set(argument, source)
}

/** Where the message of a hook call came from; undefined if it came from no peer. */
export function inputSourceOf(args: readonly unknown[]): string | undefined {
  for (const argument of args) {
    const source =
      typeof argument === 'object' && argument !== null ? WithInputSource.of(argument) : undefined
    if (source !== undefined) return source
  }
  return undefined
}
