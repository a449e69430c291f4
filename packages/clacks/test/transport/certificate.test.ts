import { X509Certificate } from 'node:crypto'
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

  it('is the same for all nodes that start at the same time', async () => {
    const home = join(folder, '.clacks')
    const pairs = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateCertificate(home, 'tower')))
    for (const pair of pairs) expect(pair).toEqual(pairs[0])
    expect(await readdir(folder)).toEqual(['.clacks'])
  })

  it('can be stored in an existing folder of the node', async () => {
    filePins(join(folder, '.clacks', 'pins.json')).save({ 'tower:80': 'a'.repeat(64) })
    const made = await loadOrCreateCertificate(join(folder, '.clacks'), 'tower')
    expect(await loadOrCreateCertificate(join(folder, '.clacks'), 'tower')).toEqual(made)
    expect((await readdir(join(folder, '.clacks'))).sort()).toEqual([
      '.gitignore',
      'cert.pem',
      'key.pem',
      'pins.json',
    ])
  })

  it.each([
    ['cert.pem', 'key.pem'],
    ['key.pem', 'cert.pem'],
  ])('without its %s keeps its %s: another pair would be another identity', async (missing, there) => {
    const made = await loadOrCreateCertificate(folder, 'tower')
    await rm(join(folder, missing))
    await expect(loadOrCreateCertificate(folder, 'tower')).rejects.toMatchObject({
      code: 'ERR_CLACKS_CERTIFICATE_STORE',
      message: expect.stringContaining(
        `${join(folder, there)} exists, but ${join(folder, missing)} is missing.`,
      ),
    })
    expect(await readFile(join(folder, there), 'utf8')).toBe(there === 'key.pem' ? made.key : made.cert)
    await rm(join(folder, there))
    expect((await loadOrCreateCertificate(folder, 'tower')).key).not.toBe(made.key)
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
      code: 'ERR_CLACKS_CERTIFICATE_STORE',
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
          code: 'ERR_CLACKS_CERTIFICATE_STORE',
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
      expect.objectContaining({ code: 'ERR_CLACKS_CERTIFICATE_STORE' }),
    )
  })
})
