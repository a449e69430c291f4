/**
 * The promise or thenable that a tap returned, as a native promise; undefined if it returned none.
 */
export function promiseIn(result: unknown): Promise<unknown> | undefined {
  if (typeof result !== 'object' || result === null) return undefined
  if (result instanceof Promise) return result
  // A foreign thenable may settle twice, or throw; a native promise around it does not.
  return 'then' in result && typeof result.then === 'function' ? Promise.resolve(result) : undefined
}
