import { isDeepStrictEqual } from 'node:util'
import type { Path } from '../read/source.js'

/** A copy of a plain value with another value at a path; undefined removes it. */
export function withValue(whole: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(whole)) {
    const items: readonly unknown[] = whole
    const index = Number(step)
    if (rest.length === 0 && value === undefined) return items.filter((_, at) => at !== index)
    return Object.assign([...items], { [index]: withValue(items[index], rest, value) })
  }
  const members = typeof whole === 'object' && whole !== null ? { ...whole } : {}
  const inner: unknown = Object.hasOwn(members, step) ? Reflect.get(members, step) : undefined
  const { [step]: _, ...others }: Record<string, unknown> = members
  if (rest.length === 0 && value === undefined) return others
  return { ...members, [step]: withValue(inner, rest, value) }
}

/** @throws Error if the text does not say what it should */
export function assertSays(written: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(written, expected)) throw new Error('it is written in a way that cannot be edited')
}
