import { describeValue, type Issue, mismatch } from '../issue.js'
import { issuesFromAjv } from '../schema-issues.js'
import { OptionsError } from './options-error.js'
import { optionsSchema } from './options-schema.js'
import validate from './options-validator.js'
import { keyAndCertificate, relationRules, settingsRules } from './rules.js'
import { settingsSchema } from './settings-schema.js'

/** The methods of the parts that an application can replace. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  log: ['debug', 'info', 'warn', 'error', 'child'],
  transport: ['listen', 'send', 'pinnedKey', 'close'],
  clock: ['now', 'monotonic', 'after'],
  random: ['fraction', 'token'],
}

/** Options that contain further options. */
const NESTED: ReadonlySet<string> = new Set(['listen', 'weights', 'limits', 'tls'])

/**
 * Checks everything that `new Clacks(...)` takes, except for the plugins themselves: those are
 * checked on start.
 * @throws OptionsError with all issues
 */
export function checkOptions(options: unknown): void {
  const issues = issuesOf(options)
  if (issues.length > 0) throw new OptionsError(issues)
}

/**
 * Checks only the settings: what can change while a node runs.
 * @throws OptionsError with all issues
 */
export function checkSettings(settings: unknown): void {
  const issues = [...issuesOf(settings), ...otherOptions(settings)]
  if (issues.length > 0) throw new OptionsError(issues)
}

function issuesOf(options: unknown): readonly Issue[] {
  const given = withoutUndefined(options)
  validate(given)
  const issues = issuesFromAjv(validate.errors)
  if (!isObject(given)) return issues
  return [
    ...issues,
    ...[...settingsRules, ...relationRules].flatMap((rule) => rule(given)),
    ...(['key', 'cert'] as const).flatMap((name) => isPem(name, given[name])),
    ...keyAndCertificate(given),
    ...Object.entries(METHODS).flatMap(([name, methods]) => lacksMethods(name, given[name], methods)),
  ]
}

function otherOptions(settings: unknown): readonly Issue[] {
  if (!isObject(settings)) return []
  return Object.keys(optionsSchema.properties)
    .filter((key) => settings[key] !== undefined && !Object.hasOwn(settingsSchema.properties, key))
    .map((key) => ({ path: [key], message: 'cannot change while the node runs' }))
}

function isPem(name: 'key' | 'cert', value: unknown): readonly Issue[] {
  if (value === undefined || typeof value === 'string' || value instanceof Uint8Array) return []
  return [mismatch([name], 'PEM text as a string or a Buffer', describeValue(value))]
}

function lacksMethods(name: string, part: unknown, methods: readonly string[]): readonly Issue[] {
  if (!isObject(part)) return []
  const missing = methods.filter((method) => typeof part[method] !== 'function')
  if (missing.length === 0) return []
  return [
    mismatch([name], `an object with the methods ${methods.join(', ')}`, `one without ${missing.join(', ')}`),
  ]
}

/** An option that is `undefined` counts as left out. */
function withoutUndefined(options: unknown): unknown {
  if (!isObject(options)) return options
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    given.map(([key, value]) => [key, NESTED.has(key) ? withoutUndefined(value) : value]),
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
