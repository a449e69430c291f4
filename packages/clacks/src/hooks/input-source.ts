/** A class whose constructor returns its argument gives private fields to any object. */
class Argument {
  constructor(argument: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what it is for
    return argument
  }
}

/**
 * The network range that the message of a hook call came from, in a private field of an argument of
 * the call: plugins do not see it. A WeakMap of all arguments would take as long as a tap.
 */
class InputSource extends Argument {
  #range: string

  private constructor(argument: object, range: string) {
    super(argument)
    this.#range = range
  }

  static set(argument: object, range: string): void {
    if (#range in argument) argument.#range = range
    else new InputSource(argument, range)
  }

  static of(argument: object): string | undefined {
    return #range in argument ? argument.#range : undefined
  }
}

/** Says where the message of a hook call came from. @param argument of the call */
export function setInputSource(argument: object, source: string | undefined): void {
  if (source !== undefined) InputSource.set(argument, source)
}

/** Where the message of a hook call came from; undefined if it came from no peer. */
export function inputSourceOf(args: readonly unknown[]): string | undefined {
  for (const argument of args) {
    const source = typeof argument === 'object' && argument !== null ? InputSource.of(argument) : undefined
    if (source !== undefined) return source
  }
  return undefined
}
