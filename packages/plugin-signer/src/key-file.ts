import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ClacksError } from 'clacks'

/** Whoever is not the owner may do nothing. */
const OWNER_ONLY = 0o600
const OTHERS = 0o077

/**
 * The private key of a file in PEM form (PKCS #8); made there with mode 600 where there is no file.
 * @throws ClacksError ERR_CLACKS_SIGNING_KEY where it cannot be read or made, is no Ed25519 key, or
 * others may read it
 */
export async function loadOrCreateKey(file: string): Promise<KeyObject> {
  await create(file)
  await mustBePrivate(file)
  const pem = await attempt(file, 'cannot be read', () => readFile(file, 'utf8'))
  const key = await attempt(file, 'is no private key in PEM form without a password', () =>
    createPrivateKey(pem),
  )
  if (key.asymmetricKeyType === 'ed25519') return key
  throw failure(
    file,
    `is a key of the type ${key.asymmetricKeyType}, not Ed25519; remove it, and one is made`,
  )
}

/**
 * Makes the file, unless it is there: whole before anybody can see it, another node may want it in
 * the same moment.
 */
async function create(file: string): Promise<void> {
  if (existsSync(file)) return
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const whole = `${file}.${randomUUID()}`
  await attempt(file, 'cannot be made', async () => {
    await mkdir(dirname(file), { recursive: true })
    try {
      await writeFile(whole, pem, { flag: 'wx', mode: OWNER_ONLY })
      await link(whole, file)
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown
    } finally {
      await rm(whole, { force: true })
    }
  })
}

/** A file of which others can read nothing; Windows has no such modes. */
async function mustBePrivate(file: string): Promise<void> {
  const found = await attempt(file, 'cannot be read', () => stat(file))
  if (!found.isFile()) throw failure(file, 'is no file; name another one, and a key is made there')
  if (process.platform === 'win32' || (found.mode & OTHERS) === 0) return
  const octal = (found.mode & 0o777).toString(8)
  throw failure(
    file,
    `has the mode ${octal}, so that others may read it; chmod 600 it, or remove it where others may have`,
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
