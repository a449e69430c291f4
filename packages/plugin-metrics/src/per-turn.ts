/** Remembers a value until the current task has ended, so that one collection reads it once. */
export function perTurn<Value>(read: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined
  return () => {
    if (kept === undefined) {
      kept = { value: read() }
      queueMicrotask(() => {
        kept = undefined
      })
    }
    return kept.value
  }
}
