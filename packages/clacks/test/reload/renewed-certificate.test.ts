import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:tls'
import { expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../src/config/read/read-config.js'
import { nodeFrom } from '../../src/config/resolve/node-from.js'
import { Reloader } from '../../src/reload/reloader.js'
import { RecordingLog } from '../../src/testing/recording-log.js'
import { folderWith, write } from '../config/folder.js'
import { type KeyPair, makeKeyPair } from '../node/certificate.js'

/** The fingerprint of the certificate that a new connection shows. */
async function shownAt(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

const fingerprintOf = ({ cert }: KeyPair): string => new X509Certificate(cert).fingerprint256
const files = ({ key, cert }: KeyPair) => ({ 'key.pem': key, 'cert.pem': cert })

it('a running node shows a renewed certificate to new connections, once key and certificate match', async () => {
  const [first, second] = [await makeKeyPair(), await makeKeyPair()]
  const config = {
    hostname: '127.0.0.1',
    port: 0,
    idleAnnounce: 0,
    tls: { key: './key.pem', cert: './cert.pem' },
  }
  const folder = folderWith({ 'clacks.config.json': config, ...files(first) })
  const read = () => readConfig(undefined, { cwd: folder, env: {} })
  const loaded = await read()
  const log = new RecordingLog()
  const node = await nodeFrom(loaded, { log })
  onTestFinished(() => node.stop())
  await node.start()
  const { port } = node.address
  const keyBefore = node.fingerprint
  const reloader = await Reloader.of(node, loaded, read)
  expect(await shownAt(port)).toBe(fingerprintOf(first))

  write(folder, { 'key.pem': second.key })
  await expect(reloader.apply()).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_CLACKS_/) })
  expect(await shownAt(port)).toBe(fingerprintOf(first))

  write(folder, { 'cert.pem': second.cert })
  expect(await reloader.apply()).toMatchObject({ changed: ['certificate'], restart: [] })
  expect(await shownAt(port)).toBe(fingerprintOf(second))
  expect(node.fingerprint).not.toBe(keyBefore)
  expect(log.lines.filter((line) => line.includes('another key now'))).toHaveLength(1)
  expect(await reloader.apply()).toMatchObject({ changed: [] })
})
