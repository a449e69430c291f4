import { basename, dirname, relative } from 'node:path'
import { ClacksError, type ErrorCode } from '../../errors.js'
import type { Issue } from '../../issue.js'
import { formatPlace, type Place } from '../read/place.js'
import { type ConfigSource, formatPath, nearestPlace } from '../read/source.js'
import { frameAt } from './frame.js'

/** An issue in a config. `path` starts at the config itself; empty means the whole config. */
export interface ConfigIssue extends Issue {
  /** The absolute path of the file that contains it; undefined if no file does. */
  readonly file: string | undefined
  /** The environment variable that contains it, if any. */
  readonly variable: string | undefined
  /** The place in the file, if known. Values in code have none. */
  readonly place: Place | undefined
  /** The lines of the file around the place, with a marker. */
  readonly frame: string | undefined
}

/** A config is invalid. Reports all issues at once; nothing was started. */
export class ConfigError extends ClacksError {
  override readonly name = 'ConfigError'
  readonly issues: readonly ConfigIssue[]

  constructor(issues: readonly ConfigIssue[], file: string | undefined) {
    super('ERR_CLACKS_CONFIG_INVALID', describeIssues(issues, file))
    this.issues = issues
  }
}

/** What is known about a file that cannot be read or run. */
export interface LoadFailure {
  readonly code?: ErrorCode
  readonly cause?: unknown
  /** The content of the file, to show the place. */
  readonly text?: string
}

/** Creates the error for a config file that cannot be read or run. */
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

/**
 * Creates the error for a config file without content. It never means the defaults: it may be half
 * written, and a running node would drop its plugins.
 *
 * @param least the shortest config of the format
 */
export function emptyConfig(file: string, what: string, least: string): ClacksError {
  return cannotLoad(file, undefined, `${what}; a config with only defaults is ${least}`)
}

/** Adds the place of the value, or of the nearest value around it, to an issue. */
export function locateIssue(source: ConfigSource, issue: Issue): ConfigIssue {
  const place = nearestPlace(source, issue.path)
  return {
    ...issue,
    file: source.file,
    variable: source.variable?.(issue.path),
    place,
    frame: source.text === undefined ? undefined : frameAt(source.text, place),
  }
}

function describeIssues(issues: readonly ConfigIssue[], file: string | undefined): string {
  const lines = issues.map((issue) => `  ${describeIssue(issue, file && dirname(file))}`)
  const count = issues.length === 1 ? '1 issue' : `${issues.length} issues`
  return `The config${file === undefined ? '' : ` ${file}`} has ${count}:\n${lines.join('\n')}\n`
}

function describeIssue(issue: ConfigIssue, folder: string | undefined): string {
  const { message, fix, frame } = issue
  const path = formatPath(issue.path)
  const text = `${path === '' ? '' : `${path}: `}${sentence(message).replaceAll('\n', '\n    ')}`
  const hint = fix === undefined ? '' : ` ${fix}`
  return `${whereIs(issue, folder)}${text}${hint}${framed(frame, '    ').trimEnd()}`
}

/** Ends a text with one full stop, unless it ends with lines of a file. */
function sentence(text: string): string {
  const written = text.trim()
  return written.includes('\n') || written.endsWith('.') ? written : `${written}.`
}

function whereIs({ file, place, variable }: ConfigIssue, folder: string | undefined): string {
  const named = variable === undefined ? '' : `$${variable} `
  if (file === undefined) return named
  return `${relative(folder ?? '', file) || basename(file)}${formatPlace(place)} ${named}`
}

function framed(frame: string | undefined, indent: string): string {
  return frame === undefined ? '' : `\n${frame.replace(/^/gm, indent)}\n`
}
