import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { testPlugin } from 'clacks/testing'
import { afterAll, describe, it } from 'vitest'
import { gateway } from '../src/index.js'
import { keptFolder } from './running.js'

const folder = keptFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const tokenFile = join(folder, 'token')

testPlugin(gateway, {
  describe,
  it,
  valid: [
    { port: 0, tokenFile },
    { host: 'localhost', port: 0, tokenFile, readOnly: true, history: 0 },
    { port: 0, tokenFile, allowedHosts: ['node.example'], allowedOrigins: ['https://panel.example'] },
    { port: 0, tokenFile, connections: 1, streams: 1, streamBytes: 32_768 },
  ],
  invalid: [
    { port: -1 },
    { port: 65_536 },
    { host: '' },
    { tls: { key: './key.pem' } },
    { allowedOrigins: ['https://panel.example/path'] },
    { allowedOrigins: ['*'] },
    { streamBytes: 1 },
    { readOnly: 'yes' },
    { prot: 8081 },
    'token',
  ],
})
