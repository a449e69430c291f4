import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { ClacksError, writePrivateFile } from 'clacks'

/** What a token file may hold: nothing that a header cannot carry, and enough to be unguessable. */
const TOKEN = /^[\w.~+/=-]{16,512}$/
/** Permissions of anybody but the owner. */
const OTHERS = 0o077

/**
 * Reads the token of a gateway, or makes it: 32 random bytes in a file with mode 600.
 *
 * @param file an absolute path
 * @throws ClacksError ERR_CLACKS_GATEWAY if others can read it, or it is not a token
 */
export function loadOrCreateToken(file: string): string {
  const stored = read(file)
  if (stored === undefined) {
    const token = randomBytes(32).toString('base64url')
    writePrivateFile(file, `${token}\n`)
    return token
  }
  if (!TOKEN.test(stored))
    throw new ClacksError(
      'ERR_CLACKS_GATEWAY',
      `${file} does not hold a token of 16 to 512 characters. Delete it, and a new one is made.`,
    )
  // Windows has no modes.
  if (process.platform !== 'win32' && (statSync(file).mode & OTHERS) !== 0)
    throw new ClacksError('ERR_CLACKS_GATEWAY', `Others can read ${file}. Run: chmod 600 ${file}`)
  return stored
}

/** A secret that is compared in constant time. */
export class Secret {
  readonly #digest: Buffer

  constructor(text: string) {
    this.#digest = digestOf(text)
  }

  /** Whether a text is the secret. How long it takes does not depend on the text. */
  is(text: string): boolean {
    return timingSafeEqual(this.#digest, digestOf(text))
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
    throw thrown
  }
}
