import { basename, dirname, relative } from 'node:path'
import { ClacksError, type ErrorCode } from '../errors.js'

/** A place in a text. Both count from 1. */
export interface Place {
  readonly line: number
  /** Left out where only the line is known. */
  readonly column?: number
}

/** One thing that is wrong in a config. */
export interface Fault {
  /** The file that says it, as an absolute path; undefined for what no file says. */
  readonly file: string | undefined
  /** Where in the file, as far as that is known: code has no positions of its own. */
  readonly place: Place | undefined
  /** Where in the config: `plugins[1].directory`; '' for the config itself. */
  readonly path: string
  /** What was found and what was expected, in one sentence without the path. */
  readonly problem: string
  /** The right name that is nearest to a misspelt one. */
  readonly nearest: string | undefined
}

/** Every fault of a config at once. Nothing was started. */
export class ConfigError extends ClacksError {
  override readonly name = 'ConfigError'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[], file: string | undefined) {
    super('ERR_CLACKS_CONFIG_INVALID', describeFaults(faults, file))
    this.faults = faults
  }
}

/** A config file that cannot be read or run. */
export function cannotLoad(
  file: string,
  place: Place | undefined,
  reason: string,
  options: { code?: ErrorCode; cause?: unknown } = {},
): ClacksError {
  const { code = 'ERR_CLACKS_CONFIG_LOAD', cause } = options
  return new ClacksError(code, `${file}${formatPlace(place)}: ${reason}.`, { cause })
}

/** `:3:5`, `:3`, or nothing. */
export function formatPlace(place: Place | undefined): string {
  if (place === undefined) return ''
  return place.column === undefined ? `:${place.line}` : `:${place.line}:${place.column}`
}

function describeFaults(faults: readonly Fault[], file: string | undefined): string {
  const lines = faults.map((fault) => `  ${describeFault(fault, file && dirname(file))}`)
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`
  return `The config${file === undefined ? '' : ` ${file}`} has ${count}:\n${lines.join('\n')}\n`
}

function describeFault({ file, place, path, problem, nearest }: Fault, folder: string | undefined): string {
  const where =
    file === undefined ? '' : `${relative(folder ?? '', file) || basename(file)}${formatPlace(place)} `
  const what = `${path === '' ? '' : `${path}: `}${problem.trim().replace(/\.$/, '').replaceAll('\n', '\n    ')}`
  return `${where}${what}.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`
}
