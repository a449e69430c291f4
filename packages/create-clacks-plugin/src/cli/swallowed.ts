import { isTemplateName } from '../templates.js'
import { UsageError } from './usage-error.js'

type Environment = Readonly<Record<string, string | undefined>>

/** A command line, with what npm took from it put back. */
export interface Recovered {
  readonly args: readonly string[]
  /** The flags that npm took, as they were written. */
  readonly swallowed: readonly string[]
}

const SWITCHES = ['--js', '--skip-install', '--skip-checks', '--skip-git', '--yes']
const VALUED = ['--template', '--summary', '--author', '--repository', '--parent']

/**
 * Puts flags back that npm took for its own, since no `--` stood before them. npm hands them on as `npm_config_…`: with `=` or in older
 * versions it keeps their value, in npm 11 the value stays among the words, and the flag is `true`.
 *
 * @throws UsageError where a value cannot be told from the other words
 */
export function recover(args: readonly string[], env: Environment): Recovered {
  let words = [...args]
  const swallowed: string[] = []
  for (const flag of [...SWITCHES, ...VALUED]) {
    const value = takenByNpm(flag, env)
    if (value === undefined || args.some((arg) => arg === flag || arg.startsWith(`${flag}=`))) continue
    if (VALUED.includes(flag) && value === 'true') {
      words = withValueFromWords(flag, words)
      swallowed.push(flag)
    } else {
      const written = value === 'true' ? [flag] : [flag, value]
      words = [...words, ...written]
      // `npm create -y` is meant for npm.
      if (flag !== '--yes') swallowed.push(written.join(' '))
    }
  }
  return { args: words, swallowed }
}

function takenByNpm(flag: string, env: Environment): string | undefined {
  const value = env[`npm_config_${flag.slice(2).replaceAll('-', '_')}`]
  // npm takes `--js` for a short form of its `--json`.
  const meant = flag === '--js' ? (value ?? env.npm_config_json) : value
  return meant === '' || meant === 'false' ? undefined : meant
}

function withValueFromWords(flag: string, words: readonly string[]): string[] {
  const at = flag === '--template' ? words.findLastIndex(isTemplateName) : -1
  const value = words[at]
  if (value === undefined) throw new UsageError(`npm took ${flag} for its own; put -- before it.`)
  return [...words.slice(0, at), ...words.slice(at + 1), flag, value]
}
