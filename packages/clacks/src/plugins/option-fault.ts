import { ClacksError } from '../errors.js'

/** One thing that is wrong with the options of a plugin. */
export interface OptionFault {
  /** Where: the keys from the options downwards; empty for the options themselves. */
  readonly path: readonly (string | number)[]
  /** What was found, in words; `nothing` where something is missing. */
  readonly found: string
  /** What was expected, in words. */
  readonly expected: string
  /** For a misspelt name: the right one, most likely. */
  readonly nearest?: string | undefined
}

/** The options of a plugin do not fit its schema: all faults at once. */
export class PluginOptionsError extends ClacksError {
  /** The id of the plugin. */
  readonly plugin: string
  readonly faults: readonly OptionFault[]

  constructor(plugin: string, faults: readonly OptionFault[]) {
    const lines = faults.map((fault) => `\n  - ${faultText(fault)}`)
    super('ERR_CLACKS_PLUGIN_OPTIONS', `The options of plugin "${plugin}" are wrong:${lines.join('')}\n`)
    this.plugin = plugin
    this.faults = faults
  }
}

/** A fault in one line. */
export function faultText({ path, found, expected, nearest }: OptionFault): string {
  const hint = nearest === undefined ? '' : ` (did you mean ${JSON.stringify(nearest)}?)`
  return `${pathText(path)}: found ${found}, expected ${expected}${hint}`
}

function pathText(path: readonly (string | number)[]): string {
  const steps = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`
    return /^[\w$-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
  })
  return `options${steps.join('')}`
}

/** Any value in a few words. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}
