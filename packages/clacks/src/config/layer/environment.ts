import { nearest } from '../../did-you-mean.js'
import { configSchema } from '../check/schema.js'
import { type ConfigSource, formatPath, isObject, type Path, putAt } from '../read/source.js'
import { convertText, schemaAt } from '../read/written-type.js'
import { isServiceLink } from './service-links.js'

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

const PREFIX = 'CLACKS_'
/** Keys that only a file can set. */
const NOT_BY_VARIABLE = new Set(['extends'])

/**
 * The environment variable that overrides each key of a config: `limits.queueBytes` is
 * `CLACKS_LIMITS_QUEUE_BYTES`.
 */
export const VARIABLES: ReadonlyMap<string, Path> = new Map(
  leavesOf(configSchema, []).map((path) => [PREFIX + path.map(inCapitals).join('_'), path]),
)

/**
 * Reads what the environment overrides, as the strongest layer of a config; undefined if it
 * overrides nothing. An empty variable counts as not set, and what Kubernetes sets for a Service is
 * not ours.
 */
export function readEnvironment(environment: Environment): ConfigSource | undefined {
  const value = {}
  const names = new Map<string, string>()
  for (const [name, path] of VARIABLES) {
    const text = environment[name]
    if (!isSet(text) || isServiceLink(name, text)) continue
    putAt(value, path, convertText(text, schemaAt(configSchema, path)))
    names.set(formatPath(path), name)
  }
  if (names.size === 0) return undefined
  const variable = (path: Path): string | undefined =>
    path.length === 0 ? undefined : (names.get(formatPath(path)) ?? variable(path.slice(0, -1)))
  return { file: undefined, text: undefined, value, locate: () => undefined, variable }
}

/**
 * Whether a variable has a value. Compose files and `.env` files set variables to nothing to leave
 * them out.
 */
export function isSet(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== ''
}

/** Variables with the name of one of ours that are ignored because Kubernetes set them. */
export function ignoredVariables(environment: Environment): readonly string[] {
  return [...VARIABLES.keys()].filter(
    (name) => isSet(environment[name]) && isServiceLink(name, environment[name]),
  )
}

/**
 * Variables that look like a misspelt one of ours, with the correct name. Others that begin with
 * `CLACKS_` may belong to a plugin.
 *
 * @param used names that the config itself refers to with `$env`
 */
export function misspeltVariables(
  environment: Environment,
  used: ReadonlySet<string>,
): readonly { readonly name: string; readonly meant: string }[] {
  const names = [...VARIABLES.keys()].map(bare)
  return Object.entries(environment).flatMap(([name, text]) => {
    if (!name.startsWith(PREFIX) || VARIABLES.has(name) || used.has(name)) return []
    if (!isSet(text) || isServiceLink(name, text)) return []
    const meant = nearest(bare(name), names)
    return meant === undefined ? [] : [{ name, meant: PREFIX + meant }]
  })
}

function bare(name: string): string {
  return name.slice(PREFIX.length)
}

function leavesOf(schema: unknown, path: Path): readonly Path[] {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : undefined
  if (properties === undefined) return [path]
  return Object.entries(properties)
    .filter(([key]) => path.length > 0 || !NOT_BY_VARIABLE.has(key))
    .flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** `queueBytes` -> `QUEUE_BYTES` */
function inCapitals(step: string | number): string {
  return String(step)
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toUpperCase()
}
