/**
 * The keyword `uniqueItems` of JSON Schema in time linear in the size of the array. Ajv compares
 * each object with each other. For an Ajv instance: `ajv.removeKeyword('uniqueItems')`, then
 * `ajv.addKeyword(uniqueItems())`.
 */
export function uniqueItems() {
  return {
    keyword: 'uniqueItems',
    type: 'array' as const,
    schemaType: 'boolean' as const,
    errors: true,
    compile: (isRequired: boolean) => {
      const validate: { (items: unknown[]): boolean; errors?: object[] } = (items) => {
        const twice = isRequired ? firstRepeated(items) : undefined
        if (twice === undefined) return true
        const [i, j] = twice
        const message = `must NOT have duplicate items (items ## ${j} and ${i} are identical)`
        validate.errors = [{ keyword: 'uniqueItems', params: { i, j }, message }]
        return false
      }
      return validate
    },
  }
}

/** The positions of the first item that equals an earlier one, and of that one. */
function firstRepeated(items: readonly unknown[]): readonly [number, number] | undefined {
  const seen = new Map<string, number>()
  for (const [at, item] of items.entries()) {
    const text = textOf(item)
    const before = seen.get(text)
    if (before !== undefined) return [at, before]
    seen.set(text, at)
  }
  return undefined
}

/**
 * A text that is the same for equal JSON values only. It lists them as a tree is walked, each array
 * with its length and each object with its sorted keys: without recursion, nested to any depth.
 */
function textOf(item: unknown): string {
  const pieces: string[] = []
  const open = [item]
  while (open.length > 0) {
    const value = open.pop()
    if (Array.isArray(value)) {
      pieces.push(`[${value.length}`)
      for (const each of value) open.push(each)
    } else if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
      pieces.push(`{${fields.length}`)
      for (const [key, each] of fields) {
        pieces.push(JSON.stringify(key))
        open.push(each)
      }
    } else pieces.push(typeof value === 'string' ? JSON.stringify(value) : String(value))
  }
  return pieces.join(',')
}
