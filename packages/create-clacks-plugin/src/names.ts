import { camelCase, kebabCase } from 'change-case'
import validatePackageName from 'validate-npm-package-name'

/** All names of one plugin, made from the one that its author said. */
export interface PluginNames {
  /** On npm: `clacks-plugin-my-logger`, `@acme/clacks-plugin`, `@acme/clacks-plugin-radio`. */
  readonly package: string
  /** In a config: `my-logger`, `@acme`, `@acme/radio`. */
  readonly short: string
  /** In `definePlugin`: `my-logger`, `acme`, `@acme/radio`. */
  readonly plugin: string
  /** In code: `myLogger`, `acme`, `radio`. */
  readonly identifier: string
  /** Of the folder: `clacks-plugin-my-logger`, `clacks-plugin`, `clacks-plugin-radio`. */
  readonly folder: string
}

/** Longer names npm refuses. */
const LONGEST = 214
/** What cannot be the name of a variable, or has another meaning in what is generated. */
const TAKEN = new Set(
  'messages send arguments await break case catch class clacks const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
)

/**
 * Makes all names of a plugin from what a person typed, which is corrected, not refused: `My Logger` is
 * `clacks-plugin-my-logger`, `@Acme/Radio` is `@acme/clacks-plugin-radio`. Names of packages stay what they are.
 *
 * @throws RangeError where nothing is left of it that npm takes
 */
export function namesFrom(typed: string): PluginNames {
  const [, scoped, rest] = /^@([^/]*)(?:\/(.*))?$/s.exec(typed.trim()) ?? [undefined, undefined, typed]
  const scope = scoped === undefined ? undefined : words(scoped)
  const name = words(rest ?? '').replace(/^clacks-plugin(?:-|$)/, '')
  if (scope === '' || (scope === undefined && name === '')) throw illegal(typed)
  const folder = name === '' ? 'clacks-plugin' : `clacks-plugin-${name}`
  const whole = scope === undefined ? folder : `@${scope}/${folder}`
  if (whole.length > LONGEST || !validatePackageName(whole).validForNewPackages) throw illegal(typed)
  const short = scope === undefined ? name : name === '' ? `@${scope}` : `@${scope}/${name}`
  const plugin = name === '' ? (scope ?? '') : short
  return { package: whole, short, plugin, identifier: identifierOf(name === '' ? plugin : name), folder }
}

/** Lower-case words of ASCII with hyphens between them. */
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
  const text = `${JSON.stringify(typed)} cannot become the name of a package: expected letters or digits, such as "my-logger" or "@acme/radio"`
  return new RangeError(text)
}
