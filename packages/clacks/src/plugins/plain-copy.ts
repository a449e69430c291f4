/**
 * A deep copy of plain objects and arrays. Functions and instances of classes are not copied: the
 * copy refers to the same ones.
 */
export function plainCopy(value: unknown, copies = new Map<object, unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return value
  const known = copies.get(value)
  if (known !== undefined) return known
  if (Array.isArray(value)) {
    const list: unknown[] = []
    copies.set(value, list)
    for (const item of value) list.push(plainCopy(item, copies))
    return list
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const copy: object = Object.create(prototype)
  copies.set(value, copy)
  for (const [key, item] of Object.entries(value)) {
    // Defined instead of assigned, so that `__proto__` stays an ordinary key.
    Object.defineProperty(copy, key, {
      value: plainCopy(item, copies),
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  return copy
}
