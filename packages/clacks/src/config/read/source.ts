import { truncate } from '../../issue.js'
import type { Place } from './place.js'

/** Keys and indices from the config itself to a value in it. */
export type Path = readonly (string | number)[]

/** A config as read from one file or from the environment, before any check. */
export interface ConfigSource {
  /** Absolute path; undefined for the environment. */
  readonly file: string | undefined
  /** The content of the file; undefined for the environment. */
  readonly text: string | undefined
  readonly value: unknown
  /**
   * Where the key of a value is written, or in a list the value itself; undefined if that is
   * unknown.
   */
  locate(path: Path): Place | undefined
  /** The environment variable that a value comes from, if any. */
  variable?(path: Path): string | undefined
}

/** Where a value, or the nearest value around it, is written. */
export function nearestPlace(source: ConfigSource, path: Path): Place | undefined {
  for (let length = path.length; length > 0; length--) {
    const place = source.locate(path.slice(0, length))
    if (place !== undefined) return place
  }
  return undefined
}

/**
 * `plugins[1].directory`. The options of a plugin are the second item of its entry: that index is
 * left out because it means nothing to a reader.
 */
export function formatPath(path: Path): string {
  return path
    .filter((step, index) => !(path[0] === 'plugins' && index === 2 && typeof step === 'number'))
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`
      if (/^[\w$-]+$/.test(step)) return index === 0 ? step : `.${step}`
      return `[${JSON.stringify(step)}]`
    })
    .join('')
}

/** A value as an issue shows it: short, on one line. */
export function show(value: unknown): string {
  return truncate(typeof value === 'function' ? 'a function' : textOf(value))
}

function textOf(value: unknown): string {
  try {
    return (typeof value === 'number' ? String(value) : JSON.stringify(value)) ?? String(value)
  } catch {
    return 'a value that is not JSON'
  }
}

/** Whether a value has keys: a rule must not assume more. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets the value at a path, and creates the objects around it. */
export function putAt(target: unknown, [step, ...rest]: Path, value: unknown): void {
  if (step === undefined || typeof target !== 'object' || target === null) return
  const inner: unknown = rest.length === 0 ? value : (Reflect.get(target, step) ?? {})
  Object.defineProperty(target, step, { value: inner, enumerable: true, configurable: true, writable: true })
  putAt(inner, rest, value)
}

/** The value at a path; undefined if there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? Reflect.get(inner, step)
        : undefined,
    value,
  )
}
