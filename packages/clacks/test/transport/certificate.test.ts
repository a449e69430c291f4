import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadOrCreateCertificate, makeCertificate } from '../../src/transport/certificate.js'
import { checkKeyPair } from '../../src/transport/key-pair.js'
import { filePins } from '../../src/transport/pins.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clacks-certificate-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a self-signed pair', () => {
  it.each([
    ['tower-1.example', 'DNS:tower-1.example'],
    ['127.0.0.1', 'IP Address:127.0.0.1'],
    ['::1', 'IP Address:0:0:0:0:0:0:0:1'],
  ])('for %s is valid, names the host, and is long-lived', async (hostname, name) => {
    const pair = await makeCertificate(hostname)
    const certificate = new X509Certificate(pair.cert)
    expect(checkKeyPair(pair)).toMatch(/^[0-9a-f]{64}$/)
    expect(certificate.subjectAltName).toBe(name)
    expect(certificate.publicKey.asymmetricKeyType).toBe('ec')
    expect(Date.parse(certificate.validTo) - Date.now()).toBeGreaterThan(15 * 365 * 86_400_000)
  })

  it('is created once and stored, the key readable by its owner only', async () => {
    const home = join(folder, 'deep', '.clacks')
    const made = await loadOrCreateCertificate(home, 'tower')
    expect(await loadOrCreateCertificate(home, 'tower')).toEqual(made)
    expect((await stat(join(home, 'key.pem'))).mode & 0o777).toBe(0o600)
    expect((await readdir(home)).sort()).toEqual(['.gitignore', 'cert.pem', 'key.pem'])
    expect(await readdir(join(folder, 'deep'))).toEqual(['.clacks'])
  })

  it('can be stored in an existing folder, which may be a volume', async () => {
    filePins(join(folder, 'pins.json')).save({ 'tower:80': 'a'.repeat(64) })
    const made = await loadOrCreateCertificate(folder, 'tower')
    expect(await loadOrCreateCertificate(folder, 'tower')).toEqual(made)
    expect((await readdir(folder)).sort()).toEqual(['cert.pem', 'key.pem', 'pins.json'])
  })

  it('gets a new certificate for its key: peers have pinned the key', async () => {
    const made = await loadOrCreateCertificate(folder, 'tower')
    await rm(join(folder, 'cert.pem'))
    const again = await loadOrCreateCertificate(folder, 'tower')
    expect(again.key).toBe(made.key)
    expect(checkKeyPair(again)).toBe(checkKeyPair(made))
    expect(await readFile(join(folder, 'cert.pem'), 'utf8')).toBe(again.cert)
  })

  it.each([
    ['is missing', (file: string) => rm(file), 'cert.pem exists, but .*key.pem is missing'],
    ['is empty', (file: string) => writeFile(file, ''), 'The key .*key.pem is empty'],
    ['is not a key', (file: string) => writeFile(file, 'nonsense'), 'The key .*key.pem cannot be read'],
  ])('whose key %s is not replaced: another key would be another identity', async (_, break_, text) => {
    const made = await loadOrCreateCertificate(folder, 'tower')
    await break_(join(folder, 'key.pem'))
    const failure = await loadOrCreateCertificate(folder, 'tower').catch((thrown: unknown) => thrown)
    expect(failure).toMatchObject({ code: 'ERR_CLACKS_CERTIFICATE_STORE' })
    expect(String(failure)).toMatch(new RegExp(`${text}.*clacks cert --renew`))
    expect(await readFile(join(folder, 'cert.pem'), 'utf8')).toBe(made.cert)
  })

  it('that cannot be read is an error that names the file', async () => {
    await mkdir(join(folder, 'key.pem'))
    await expect(loadOrCreateCertificate(folder, 'tower')).rejects.toMatchObject({
      code: 'ERR_CLACKS_CERTIFICATE_STORE',
      message: expect.stringContaining(`Cannot read ${join(folder, 'key.pem')}: EISDIR`),
    })
  })

  it('that cannot be stored is an error that names the folder', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(loadOrCreateCertificate(join(folder, 'file', '.clacks'), 'tower')).rejects.toMatchObject({
      code: 'ERR_CLACKS_STATE_FOLDER',
      message: expect.stringContaining(join(folder, 'file', '.clacks')),
    })
  })
})

describe('checkKeyPair', () => {
  it('reports what is wrong', async () => {
    const [one, other] = [await makeCertificate('one'), await makeCertificate('other')]
    for (const [pair, code] of [
      [{ key: 'nonsense', cert: one.cert }, 'ERR_CLACKS_TLS_KEY'],
      [{ key: one.key, cert: 'nonsense' }, 'ERR_CLACKS_TLS_CERTIFICATE'],
      [{ key: one.cert, cert: one.cert }, 'ERR_CLACKS_TLS_KEY'],
      [{ key: one.key, cert: other.cert }, 'ERR_CLACKS_TLS_MISMATCH'],
    ] as const) {
      expect(() => checkKeyPair(pair)).toThrow(expect.objectContaining({ code }))
    }
  })

  it('names an encrypted key as such, with its file', async () => {
    const { cert, key } = await makeCertificate('one')
    const encrypted = createPrivateKey(key).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'secret',
    })
    const names = { key: 'key /etc/k.pem', cert: 'certificate /etc/c.pem' }
    expect(() => checkKeyPair({ key: encrypted, cert }, names)).toThrow('The key /etc/k.pem is encrypted.')
  })
})

describe('filePins', () => {
  const hash = 'ab'.repeat(32)

  it('stores pins in a file readable by its owner only', async () => {
    const path = join(folder, 'new', 'pins.json')
    const pins = filePins(path)
    expect(pins.load()).toEqual({})
    pins.save({ 'tower:80': hash })
    expect(filePins(path).load()).toEqual({ 'tower:80': hash })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'new'))).toEqual(['pins.json'])
  })

  it.each(['', 'nonsense', '[]', 'null', '{"tower:80":1}', '{"tower:80":"short"}'])(
    'does not take %j for no pins',
    async (text) => {
      const path = join(folder, 'pins.json')
      await writeFile(path, text)
      expect(() => filePins(path).load()).toThrow(
        expect.objectContaining({
          code: 'ERR_CLACKS_PINS',
          message: expect.stringContaining(path),
        }),
      )
      expect(await readFile(path, 'utf8')).toBe(text)
    },
  )

  it('reports that it cannot write', async () => {
    await writeFile(join(folder, 'file'), '')
    await chmod(join(folder, 'file'), 0o600)
    expect(() => filePins(join(folder, 'file', 'pins.json')).save({})).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_PINS' }),
    )
  })
})
