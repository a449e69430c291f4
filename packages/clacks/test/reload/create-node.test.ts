import { chmodSync, existsSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Clacks } from '../../src/node.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { type CreateNodeOptions, createNode } from '../../src/reload/create-node.js'
import { loadOrCreateCertificate } from '../../src/transport/certificate.js'
import { runElsewhere } from '../config/elsewhere.js'
import { type Files, folderWith } from '../config/folder.js'

async function started(path: string | undefined, options: CreateNodeOptions): Promise<Clacks> {
  const node = await createNode(path, options)
  onTestFinished(() => node.stop())
  await node.start()
  return node
}

describe('the folder for relative paths of plugins', () => {
  const seen: string[] = []
  const looker = definePlugin({ name: 'looker', setup: ({ folder }) => void seen.push(folder) })

  it('is the folder of the config; without a config, the working directory', async () => {
    const cwd = folderWith({ 'clacks.config.json': { port: 0 }, 'below/.keep': '' })
    const below = join(cwd, 'below')
    await (await started(undefined, { cwd: below, overrides: { plugins: [looker] } })).stop()
    const empty = folderWith({})
    await started(undefined, { cwd: empty, overrides: { port: 0, plugins: [looker] } })
    await started(undefined, { cwd: below, overrides: { plugins: [looker], folder: below } })
    expect(seen).toEqual([cwd, empty, below])
  })
})

describe('createNode', () => {
  it('creates a node with the settings of the config, not started', async () => {
    const cwd = folderWith({
      'clacks.config.ts': `
        const plugin = { name: 'own', apply(node: { hooks: unknown }) { if (!node.hooks) throw new Error() } }
        export default { port: 0, sendrate: 50, limits: { queueMessages: 7 }, plugins: [plugin] }`,
    })
    const node = await createNode(undefined, { cwd })
    expect(() => node.address).toThrow('does not have an address before it is started')
    expect(node.getOptions()).toMatchObject({
      hostname: 'localhost',
      port: 0,
      sendrate: 50,
      limits: { queueMessages: 7 },
    })
    await node.start()
    onTestFinished(() => node.stop())
    expect(node.address.port).toBeGreaterThan(0)
    expect(node.plugins().map(({ id }) => id)).toEqual(['own'])
  })

  it('applies overrides', async () => {
    const cwd = folderWith({ 'clacks.config.json': { port: 1, sendrate: 2 } })
    const node = await createNode(undefined, { cwd, overrides: { port: 0 } })
    expect(node.getOptions()).toMatchObject({ port: 0, sendrate: 2 })
  })

  it('rejects an invalid config', async () => {
    const cwd = folderWith({ 'clacks.config.json': { prot: 0 } })
    await expect(createNode(undefined, { cwd })).rejects.toMatchObject({ code: 'ERR_CLACKS_CONFIG_INVALID' })
    expect(readdirSync(cwd)).toEqual(['clacks.config.json'])
  })

  it('creates a certificate once and stores it beside the config, with the key readable by its owner only', async () => {
    const cwd = folderWith({ 'clacks.config.json': { port: 0 } })
    const first = await started(undefined, { cwd })
    await first.stop()
    const second = await started(undefined, { cwd })
    expect(first.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(second.fingerprint).toBe(first.fingerprint)
    const kept = readdirSync(join(cwd, '.clacks')).filter((name) => name.includes('key'))
    expect(kept).toHaveLength(1)
    if (process.platform !== 'win32')
      expect(statSync(join(cwd, '.clacks', kept[0] ?? '')).mode & 0o777).toBe(0o600)
  })

  it('stores a certificate for each config in a folder', async () => {
    const cwd = folderWith({ 'tower-1.config.json': { port: 0 }, 'tower-2.config.yaml': 'port: 0' })
    const first = await started('tower-1.config.json', { cwd })
    const second = await started('tower-2.config.yaml', { cwd })
    expect(second.fingerprint).not.toBe(first.fingerprint)
    expect(readdirSync(join(cwd, '.clacks')).sort()).toEqual(['tower-1', 'tower-2'])
  })

  it('reads the key and the certificate that the config names', async () => {
    const files = await pairFiles()
    const cwd = folderWith({
      ...files,
      'nodes/clacks.config.yaml': 'port: 0\ntls: { key: ../key.pem, cert: ../cert.pem, ca: ../cert.pem }',
    })
    const node = await started('nodes/clacks.config.yaml', { cwd })
    const other = await started(undefined, {
      cwd: folderWith({ ...files, '.clacksrc': 'port: 0\ntls: { key: key.pem, cert: cert.pem }' }),
    })
    expect(node.fingerprint).toBe(other.fingerprint)
    expect(JSON.stringify(node.getOptions())).not.toContain('PRIVATE KEY')
  })

  it.each([
    ['an empty key', { 'key.pem': '' }, /tls\.key: The key .*key\.pem is empty/],
    ['a key that is not one', { 'key.pem': 'no key' }, /tls\.key: The key .*key\.pem cannot be read/],
    ['a broken certificate', { 'cert.pem': 'x' }, /tls\.cert: The certificate .*cert\.pem cannot be read/],
  ])('reports %s as an issue of the config', async (_, wrong, text) => {
    const cwd = folderWith({
      ...(await pairFiles()),
      ...wrong,
      '.clacksrc': 'port: 0\ntls: { key: key.pem, cert: cert.pem }',
    })
    const failure = await createNode(undefined, { cwd }).catch((thrown: unknown) => thrown)
    expect(failure).toMatchObject({ code: 'ERR_CLACKS_CONFIG_INVALID' })
    expect(String(failure)).toMatch(text)
  })

  it('reports a key that does not match the certificate', async () => {
    const cwd = folderWith({
      'key.pem': (await pairFiles())['key.pem'],
      'cert.pem': (await pairFiles())['cert.pem'],
      '.clacksrc': 'port: 0\ntls: { key: key.pem, cert: cert.pem }',
    })
    await expect(createNode(undefined, { cwd })).rejects.toThrow(/key\.pem does not match the certificate/)
  })

  it('keeps its state in the working directory without a config', async () => {
    const cwd = folderWith({})
    const first = await started(undefined, { cwd, overrides: { port: 0 } })
    await first.stop()
    const second = await started(undefined, { cwd, overrides: { port: 0 } })
    expect(second.fingerprint).toBe(first.fingerprint)
    expect(readdirSync(cwd)).toEqual(['.clacks'])
  })

  it('refuses a second node with the same state, whatever path leads there', async () => {
    const folder = folderWith({ 'one/clacks.config.json': { port: 0 } })
    symlinkSync(join(folder, 'one'), join(folder, 'other'), 'junction')
    const first = await started(undefined, { cwd: join(folder, 'one') })
    await expect(started(undefined, { cwd: join(folder, 'other') })).rejects.toMatchObject({
      code: 'ERR_CLACKS_STATE_IN_USE',
      message: expect.stringContaining(join(folder, 'one', '.clacks')),
    })
    await first.stop()
    await started(undefined, { cwd: join(folder, 'other') })
  })

  if (process.platform !== 'win32') {
    it('says what to do if the certificate cannot be stored', () => {
      const cwd = folderWith({ 'clacks.config.json': { port: 0 } })
      chmodSync(cwd, 0o555)
      const code = `
        const { createNode } = await import(src + '/reload/create-node.ts')
        const node = await createNode()
        await node.start().catch((error) => console.log(error.code, error.message))`
      const said = runElsewhere(code, { cwd, unprivileged: true, env: { HOME: '', XDG_STATE_HOME: '' } })
      expect(said).toContain('ERR_CLACKS_STATE_FOLDER')
      expect(said).toContain('CLACKS_STATE_FOLDER')
      expect(said).toContain(join(cwd, '.clacks'))
      expect(existsSync(join(cwd, '.clacks'))).toBe(false)
    })
  }
})

interface Pair extends Files {
  readonly 'key.pem': string
  readonly 'cert.pem': string
}

async function pairFiles(): Promise<Pair> {
  const { key, cert } = await loadOrCreateCertificate(folderWith({}), 'localhost')
  return { 'key.pem': String(key), 'cert.pem': String(cert) }
}
