import { ClacksError, type ErrorCode } from '../errors.js'

/** What the command says to the shell: the only exit codes there are. */
export const EXIT = {
  done: 0,
  /** Something failed while it ran. */
  failed: 1,
  /** The command or the config was wrong: nothing was started. */
  usage: 2,
  /** Ctrl-C while it was stopping already. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Errors that another command line or config would not have had. */
const USAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ERR_CLACKS_OPTION',
  'ERR_CLACKS_ADDRESS',
  'ERR_CLACKS_TLS_KEY',
  'ERR_CLACKS_TLS_CERTIFICATE',
  'ERR_CLACKS_TLS_MISMATCH',
  'ERR_CLACKS_PLUGIN',
  'ERR_CLACKS_PLUGIN_OPTIONS',
  'ERR_CLACKS_PLUGIN_ENGINE',
  'ERR_CLACKS_PLUGIN_DUPLICATE',
  'ERR_CLACKS_PLUGIN_MISSING',
  'ERR_CLACKS_PLUGIN_CONFLICT',
  'ERR_CLACKS_PLUGIN_ORDER',
  'ERR_CLACKS_PLUGINS',
  'ERR_CLACKS_CONFIG_NOT_FOUND',
  'ERR_CLACKS_CONFIG_LOAD',
  'ERR_CLACKS_CONFIG_INVALID',
  'ERR_CLACKS_CONFIG_EXISTS',
  'ERR_CLACKS_CONFIG_EDIT',
])

/** The exit code for what was thrown. */
export function exitCodeOf(thrown: unknown): ExitCode {
  return thrown instanceof ClacksError && USAGE.has(thrown.code) ? EXIT.usage : EXIT.failed
}
