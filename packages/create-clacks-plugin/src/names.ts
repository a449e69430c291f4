import { camelCase, kebabCase } from 'change-case'
import validatePackageName from 'validate-npm-package-name'

/** All names of a plugin, derived from the one that its author typed. */
export interface PluginNames {
  /** On npm: `clacks-plugin-my-logger`, `@acme/clacks-plugin`, `@acme/clacks-plugin-radio`. */
  readonly package: string
  /** In a config: `my-logger`, `@acme`, `@acme/radio`. */
  readonly short: string
  /** In `definePlugin`: `my-logger`, `acme`, `@acme/radio`. */
  readonly plugin: string
  /** In code: `myLogger`, `acme`, `radio`. */
  readonly identifier: string
  /** The folder: `clacks-plugin-my-logger`, `clacks-plugin`, `clacks-plugin-radio`. */
  readonly folder: string
}

/** The limit of npm. */
const MAX_LENGTH = 214
/** Reserved words of JavaScript, and names that the templates use. */
const TAKEN = new Set(
  'messages send arguments await break case catch class clacks const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
)

/**
 * Derives all names of a plugin from what its author typed. Input is normalized, not refused: `My
 * Logger` becomes `clacks-plugin-my-logger`, `@Acme/Radio` becomes `@acme/clacks-plugin-radio`.
 * Names of packages stay as they are.
 *
 * @throws RangeError if the result is not a valid name on npm
 */
export function namesFrom(typed: string): PluginNames {
  const [, scoped, rest] = /^@([^/]*)(?:\/(.*))?$/s.exec(typed.trim()) ?? [undefined, undefined, typed]
  const scope = scoped === undefined ? undefined : words(scoped)
  const name = words(rest ?? '').replace(/^clacks-plugin(?:-|$)/, '')
  if (scope === '' || (scope === undefined && name === '')) throw illegal(typed)
  const folder = name === '' ? 'clacks-plugin' : `clacks-plugin-${name}`
  const whole = scope === undefined ? folder : `@${scope}/${folder}`
  if (whole.length > MAX_LENGTH || !validatePackageName(whole).validForNewPackages) throw illegal(typed)
  const short = scope === undefined ? name : name === '' ? `@${scope}` : `@${scope}/${name}`
  const plugin = name === '' ? (scope ?? '') : short
  return { package: whole, short, plugin, identifier: identifierOf(name === '' ? plugin : name), folder }
}

/** Lower-case ASCII words, separated by hyphens. */
function words(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replaceAll('ß', 'ss')
  return kebabCase(plain.replace(/[^\p{ASCII}]|[^\w]/gu, ' '), { separateNumbers: false })
}

function identifierOf(name: string): string {
  const identifier = camelCase(name)
  if (/^[a-z]/.test(identifier) && !TAKEN.has(identifier)) return identifier
  return `plugin${identifier.charAt(0).toUpperCase()}${identifier.slice(1)}`
}

function illegal(typed: string): RangeError {
  const text = `${JSON.stringify(typed)} is not a valid name: expected letters or digits, such as "my-logger" or "@acme/radio"`
  return new RangeError(text)
}
