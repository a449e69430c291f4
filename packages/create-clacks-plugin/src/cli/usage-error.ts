/** The command line is invalid: nothing was created, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
