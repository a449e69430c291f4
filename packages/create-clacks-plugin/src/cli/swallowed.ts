import { isTemplateName } from '../templates.js'
import { UsageError } from './usage-error.js'

type Environment = Readonly<Record<string, string | undefined>>

/** A command line with the flags that npm consumed. */
export interface Recovered {
  readonly args: readonly string[]
  /** The flags that npm consumed, as they were written. */
  readonly swallowed: readonly string[]
}

const SWITCHES = ['--js', '--skip-install', '--skip-checks', '--skip-git', '--yes']
const VALUED = ['--template', '--summary', '--author', '--repository', '--parent']

/**
 * Restores flags that npm consumed because there was no `--` before them. npm passes them on as
 * `npm_config_…`: with `=`, or in older versions, with their value; in npm 11 as `true`, and the
 * value stays among the arguments.
 *
 * @throws UsageError if the value of a flag cannot be identified
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
      // The `-y` of `npm create -y` is for npm.
      if (flag !== '--yes') swallowed.push(written.join(' '))
    }
  }
  return { args: words, swallowed }
}

function takenByNpm(flag: string, env: Environment): string | undefined {
  const value = env[`npm_config_${flag.slice(2).replaceAll('-', '_')}`]
  // npm takes `--js` as an abbreviation of its `--json`.
  const intended = flag === '--js' ? (value ?? env.npm_config_json) : value
  return intended === '' || intended === 'false' ? undefined : intended
}

function withValueFromWords(flag: string, words: readonly string[]): string[] {
  const at = flag === '--template' ? words.findLastIndex(isTemplateName) : -1
  const value = words[at]
  if (value === undefined) throw new UsageError(`npm consumed ${flag}; put -- before it.`)
  return [...words.slice(0, at), ...words.slice(at + 1), flag, value]
}
