import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ClacksError } from 'clacks'

/** Only the owner has access. */
const OWNER_ONLY = 0o600
const OTHERS = 0o077

/**
 * Reads a private key from a PEM file (PKCS #8). Creates the file with mode 600 if it is missing.
 * @throws ClacksError ERR_CLACKS_SIGNING_KEY if the file cannot be read or created, is not an
 * Ed25519 key, or can be read by others
 */
export async function loadOrCreateKey(file: string): Promise<KeyObject> {
  await create(file)
  await mustBePrivate(file)
  const pem = await attempt(file, 'cannot be read', () => readFile(file, 'utf8'))
  const key = await attempt(file, 'is not a private key in PEM format without a password', () =>
    createPrivateKey(pem),
  )
  if (key.asymmetricKeyType === 'ed25519') return key
  throw failure(
    file,
    `is a key of the type ${key.asymmetricKeyType}, not Ed25519; remove the file, and a new key is created`,
  )
}

/**
 * Creates the file unless it exists. It is written under another name and linked, since another
 * node may create it at the same time.
 */
async function create(file: string): Promise<void> {
  if (existsSync(file)) return
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const temporary = `${file}.${randomUUID()}`
  await attempt(file, 'cannot be created', async () => {
    await mkdir(dirname(file), { recursive: true })
    try {
      await writeFile(temporary, pem, { flag: 'wx', mode: OWNER_ONLY })
      await link(temporary, file)
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown
    } finally {
      await rm(temporary, { force: true })
    }
  })
}

/** Others must not be able to read the file. Windows has no such modes. */
async function mustBePrivate(file: string): Promise<void> {
  const stats = await attempt(file, 'cannot be read', () => stat(file))
  if (!stats.isFile()) throw failure(file, 'is not a file; choose another path, and a key is created there')
  if (process.platform === 'win32' || (stats.mode & OTHERS) === 0) return
  const octal = (stats.mode & 0o777).toString(8)
  throw failure(
    file,
    `has mode ${octal}, so others can read it; run chmod 600, or remove it if others may have read it`,
  )
}

async function attempt<Value>(
  file: string,
  what: string,
  task: () => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await task()
  } catch (cause) {
    throw failure(file, `${what}: ${cause instanceof Error ? cause.message : String(cause)}`, cause)
  }
}

function failure(file: string, what: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_SIGNING_KEY', `The signing key ${file} ${what}.`, { cause })
}
