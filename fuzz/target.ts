import type fc from 'fast-check'

/** Something that reads input of others, and what must hold whatever that input is. */
export interface Target<Input> {
  /** Inputs that are almost right. Regression files hold their JSON form. */
  readonly inputs: fc.Arbitrary<Input>
  /** Sets up what is fuzzed. */
  open(): Promise<Subject<Input>>
  /** How many inputs one of `inputs` is; default 1. */
  readonly size?: (input: Input) => number
}

/** What is fuzzed. */
export interface Subject<Input> {
  /** Reads one input. Throws if something does not hold that should. */
  check(input: Input): Promise<void>
  close(): Promise<void>
}

/** A target whose type of input only it knows. */
export type AnyTarget = <Result>(use: <Input>(target: Target<Input>) => Result) => Result

/** A target, so that its inputs and its checks agree. */
export function defineTarget<Input>(target: Target<Input>): AnyTarget {
  return (use) => use(target)
}

/** Fails a check. */
export function violated(what: string): never {
  throw new Error(what)
}

/** Rejects if `promise` is not settled in time: a hang. */
export async function within<Value>(
  milliseconds: number,
  what: string,
  promise: Promise<Value>,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${milliseconds} ms.`)), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
