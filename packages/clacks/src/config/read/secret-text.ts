import { show } from './source.js'

/** Endings of the names of secret values. */
const SECRET =
  /(?:password|passphrase|passwd|pwd|secret|token|credentials?|(?:api|private|access|auth|secret|encryption)key)$/

/** Whether a key names a secret: `password`, `apiKey`, `DB_TOKEN`. */
export function isSecretName(key: string): boolean {
  return SECRET.test(key.toLowerCase().replace(/[-_]/g, ''))
}

/**
 * Hides what follows a secret name in a line of YAML, JSON, code or a connection string, and the
 * user information of URLs. Columns stay the same.
 */
export function hideNamed(line: string): string {
  const withoutUsers = line.replace(/(?<=:\/\/)\S+(?=@)/g, (user) => dots(user.length))
  for (const match of withoutUsers.matchAll(/([\w$-]+)["']?\s*[:=]\s*(?=\S)/g)) {
    const end = match.index + match[0].length
    if (isSecretName(match[1] ?? '')) return withoutUsers.slice(0, end) + dots(line.length - end)
  }
  return withoutUsers
}

/** What a syntax error found in a line, with secrets hidden. */
export function showFound(found: string, line: string): string {
  return hideNamed(line) === line ? show(found) : 'a secret'
}

/** Dots in place of a text of this length. */
export function dots(length: number): string {
  return '•'.repeat(Math.max(0, length))
}
