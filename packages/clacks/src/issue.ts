/**
 * One thing that is wrong with a value: a config, options, a message. Also a valid issue of
 * [Standard Schema](https://standardschema.dev).
 */
export interface Issue {
  /** The keys from the value down to the wrong part; empty for the value itself. */
  readonly path: readonly (string | number)[]
  /** What is wrong, without the path and without a full stop: `expected a string, received 7`. */
  readonly message: string
  /** What is expected, in words, if known. */
  readonly expected?: string | undefined
  /** What is there instead, in words, if known. */
  readonly received?: string | undefined
  /** What to do about it, as a sentence: `Did you mean "port"?` */
  readonly fix?: string | undefined
}

/** Longer strings and keys are cut: they may come from a peer. */
export const MAX_SHOWN = 60

/**
 * An issue as one line: `options.prot: unknown option, expected one of port. Did you mean "port"?`
 * @param root what the path starts from, such as `options`
 */
export function formatIssue({ path, message, fix }: Issue, root = ''): string {
  const where = formatIssuePath(path, root)
  const line = where === '' ? message : `${where}: ${message}`
  return fix === undefined ? line : `${line}${line.endsWith('.') ? '' : '.'} ${fix}`
}

/** A path as code writes it: `options.targets[1]["a key"]`. */
export function formatIssuePath(path: Issue['path'], root = ''): string {
  const steps = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`
    const shown = truncate(key)
    return /^[\w$-]+$/.test(shown) ? `.${shown}` : `[${JSON.stringify(shown)}]`
  })
  const text = `${root}${steps.join('')}`
  return root === '' ? text.replace(/^\./, '') : text
}

/** An issue about a value that is not what is expected. Both are in words. */
export function mismatch(
  path: Issue['path'],
  expected: string,
  received: string,
  fix?: string | undefined,
): Issue {
  return { path, message: `expected ${expected}, received ${received}`, expected, received, fix }
}

/** Any value in a few words. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(truncate(value))
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) {
    if (value.length === 0) return 'an empty array'
    return `an array of ${value.length} ${value.length === 1 ? 'item' : 'items'}`
  }
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

/** The first {@link MAX_SHOWN} characters of a text. */
export function truncate(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}
