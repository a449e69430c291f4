/** An array or object that is being written. */
interface Container {
  readonly value: object
  /** Undefined for an array. */
  readonly keys: readonly string[] | undefined
  readonly size: number
  at: number
  isEmpty: boolean
}

/**
 * What `JSON.stringify` returns, for values of any depth: without recursion. Its cost is linear in
 * the length of the text, whatever the depth, since messages of others are written with it.
 * @throws TypeError for BigInt and for a value that contains itself
 */
export function stringifyDeep(message: unknown): string | undefined {
  const parts: string[] = []
  const open: Container[] = []
  const ancestors = new Set<object>()

  /** Writes a value, or opens it. False if it has no JSON form, such as a function. */
  const write = (key: string, given: unknown, before: string): boolean => {
    const value = jsonForm(key, given)
    if (!isContainer(value)) {
      const text = JSON.stringify(value)
      if (text === undefined) return false
      parts.push(before, text)
      return true
    }
    if (ancestors.has(value)) throw new TypeError('it contains itself')
    ancestors.add(value)
    const keys = Array.isArray(value) ? undefined : Object.keys(value)
    const size = Array.isArray(value) ? value.length : (keys?.length ?? 0)
    open.push({ value, keys, size, at: 0, isEmpty: true })
    parts.push(before, keys === undefined ? '[' : '{')
    return true
  }

  if (!write('', message, '')) return undefined
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    const { value, keys, size, at } = inner
    if (at === size) {
      parts.push(keys === undefined ? ']' : '}')
      ancestors.delete(value)
      open.pop()
      continue
    }
    inner.at++
    const key = keys?.[at] ?? String(at)
    const before = `${inner.isEmpty ? '' : ','}${keys === undefined ? '' : `${JSON.stringify(key)}:`}`
    const written = write(key, Reflect.get(value, key), before)
    if (!written && keys === undefined) parts.push(before, 'null')
    if (written || keys === undefined) inner.isEmpty = false
  }
  return parts.join('')
}

/** What `JSON.stringify` writes in place of a value. */
function jsonForm(key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('toJSON' in value)) return value
  return typeof value.toJSON === 'function' ? value.toJSON(key) : value
}

function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return !(value instanceof Number || value instanceof String || value instanceof Boolean)
}
