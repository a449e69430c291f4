import { basename, dirname, relative } from 'node:path'
import { ClacksError, type ErrorCode } from '../../errors.js'
import { frameAt } from './frame.js'

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
  /** The environment variable that says it, if one does. */
  readonly variable: string | undefined
  /** Where in the file, as far as that is known: code has no positions of its own. */
  readonly place: Place | undefined
  /** Where in the config: `plugins[1].directory`; '' for the config itself. */
  readonly path: string
  /** What was found and what was expected, in one sentence without the path. */
  readonly problem: string
  /** The right name that is nearest to a misspelt one. */
  readonly nearest: string | undefined
  /** What to do about it, as a sentence. */
  readonly fix: string | undefined
  /** The lines of the file around the place, with a mark. */
  readonly frame: string | undefined
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

/** What is known of a file that cannot be read or run. */
export interface LoadFailure {
  readonly code?: ErrorCode
  readonly cause?: unknown
  /** What the file holds, to show the place. */
  readonly text?: string
}

/** A config file that cannot be read or run. */
export function cannotLoad(
  file: string,
  place: Place | undefined,
  reason: string,
  { code = 'ERR_CLACKS_CONFIG_LOAD', cause, text }: LoadFailure = {},
): ClacksError {
  const frame = text === undefined ? undefined : frameAt(text, place)
  return new ClacksError(code, `${file}${formatPlace(place)}: ${sentence(reason)}${framed(frame, '  ')}`, {
    cause,
  })
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

function describeFault(fault: Fault, folder: string | undefined): string {
  const { path, problem, nearest, fix, frame } = fault
  const what = `${path === '' ? '' : `${path}: `}${sentence(problem).replaceAll('\n', '\n    ')}`
  const sentences = [nearest === undefined ? undefined : `Did you mean "${nearest}"?`, fix]
  const hint = sentences.map((text) => (text === undefined ? '' : ` ${text}`)).join('')
  return `${whereIs(fault, folder)}${what}${hint}${framed(frame, '    ').trimEnd()}`
}

/** With one full stop, but none where lines of a file come last. */
function sentence(text: string): string {
  const written = text.trim()
  return written.includes('\n') || written.endsWith('.') ? written : `${written}.`
}

function whereIs({ file, place, variable }: Fault, folder: string | undefined): string {
  const named = variable === undefined ? '' : `$${variable} `
  if (file === undefined) return named
  return `${relative(folder ?? '', file) || basename(file)}${formatPlace(place)} ${named}`
}

function framed(frame: string | undefined, indent: string): string {
  return frame === undefined ? '' : `\n${frame.replace(/^/gm, indent)}\n`
}
