/** The command line is wrong: nothing was made, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
