import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Clacks, createLog } from 'clacks'
import { generate } from 'selfsigned'
import { expect, it, onTestFinished } from 'vitest'
import { gateway } from '../src/index.js'
import { temporaryFolder } from './running.js'

it('serves HTTPS with a pair from files, and its cookie is for HTTPS only', async () => {
  const folder = temporaryFolder()
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' })
  writeFileSync(join(folder, 'key.pem'), pair.private)
  writeFileSync(join(folder, 'cert.pem'), pair.cert)
  const node = new Clacks({
    port: 0,
    folder,
    stateFolder: folder,
    log: createLog('silent'),
    plugins: [gateway({ port: 0, tls: { key: './key.pem', cert: './cert.pem' } })],
  })
  onTestFinished(() => node.stop())
  await node.start()
  const origin = node.service('gateway')?.origin ?? ''
  expect(origin).toMatch(/^https:/)
  const asked = request(`${origin}/healthz`, { ca: pair.cert, servername: 'localhost', agent: false })
  asked.end()
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  expect([answer?.statusCode, answer && (await text(answer))]).toEqual([200, '{"status":"ok"}'])
  const plain = fetch(origin.replace('https', 'http'))
  await expect(plain).rejects.toThrow()
})

it('says which file of the pair cannot be read', async () => {
  const folder = temporaryFolder()
  const node = new Clacks({
    port: 0,
    folder,
    stateFolder: folder,
    log: createLog('silent'),
    plugins: [gateway({ port: 0, tls: { key: './key.pem', cert: './cert.pem' } })],
  })
  await expect(node.start()).rejects.toMatchObject({
    code: 'ERR_CLACKS_GATEWAY',
    message: expect.stringContaining(join(folder, 'key.pem')),
  })
})
