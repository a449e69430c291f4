/** The promise that a tap returned, if it did; of whatever make. */
export function promiseIn(result: unknown): Promise<unknown> | undefined {
  if (typeof result !== 'object' || result === null) return undefined
  if (result instanceof Promise) return result
  // A promise of another make is not trusted to settle once, or to be fair about it.
  return 'then' in result && typeof result.then === 'function' ? Promise.resolve(result) : undefined
}
