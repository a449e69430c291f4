/** The message of an error, without the name of its class; the text of anything else. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
