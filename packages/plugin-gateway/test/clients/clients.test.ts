import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import createClient from 'openapi-fetch'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, it } from 'vitest'
import { eventsOf } from '../event-reader.js'
import { start, temporaryFolder } from '../running.js'
import type { paths } from './gateway-api.js'

const run = promisify(execFile)
const DOCUMENT = new URL('../../openapi.json', import.meta.url)
const PYTHON = process.platform === 'win32' ? 'python' : 'python3'
const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

it('a client in Python that is generated from the OpenAPI document works', async () => {
  const { origin, token, node } = await start()
  const folder = temporaryFolder()
  const generated = await run(PYTHON, [fileOf('generate.py'), fileURLToPath(DOCUMENT)])
  writeFileSync(join(folder, 'gateway_client.py'), generated.stdout)
  const { stdout } = await run(PYTHON, [fileOf('use.py'), folder, origin, token])
  // The number has all its digits in Python; here they are compared as text.
  expect(stdout.match(/"n": 12345678901234567890\b/g)).toHaveLength(2)
  const { version, ...seen }: Record<string, unknown> = JSON.parse(stdout)
  expect(version).toMatch(/^\d+\.\d+\.\d+/)
  expect(seen).toMatchObject({
    subscribed: 'subscribed',
    sent: { queued: 1, refusedCount: 0 },
    streamed: { queued: 1, refusedCount: 1 },
    total: 2,
    peer: 'new',
    ignored: ['there'],
    problem: [400, 'ERR_CLACKS_GATEWAY_REQUEST'],
    denied: 401,
  })
  expect(node.peekJson()).toEqual(['{"n": 12345678901234567890}', '"a"'])
})

/** `npx vitest run packages/plugin-gateway/test/clients -u` updates the types. */
it('the types of the client in TypeScript are generated from the OpenAPI document', async () => {
  const types = astToString(await openapiTS(JSON.parse(readFileSync(DOCUMENT, 'utf8'))))
  // Without the descriptions, which are in the document.
  const bare = types.replace(/^ *\/\*\*.*?\*\/\n/gms, '')
  await expect(bare).toMatchFileSnapshot(fileOf('gateway-api.d.ts'))
})

it('a client in TypeScript with these types works', async () => {
  const { origin, token, node } = await start()
  const client = createClient<paths>({ baseUrl: origin, headers: { authorization: `Bearer ${token}` } })
  const sent = await client.POST('/v1/messages', { body: { hello: 'world' } })
  expect(sent.data?.queued).toBe(1)
  expect(node.peekJson()).toEqual(['{"hello":"world"}'])
  const listed = await client.GET('/v1/messages', { params: { query: { limit: 1, form: 'text' } } })
  expect(listed.data).toEqual({ total: 1, messages: ['{"hello":"world"}'] })
  const added = await client.POST('/v1/peers', { body: { hostname: 'there', port: 80 } })
  expect(added.data?.status).toBe('new')
  const status = await client.GET('/v1/status')
  expect(status.data?.peers.new).toBe(1)
  const refused = await client.POST('/v1/config/preview', { body: { edit: { action: 'disable', id: 'x' } } })
  expect(refused.error?.code).toBe('ERR_CLACKS_CONFIG_NOT_FOUND')
  const { response } = await client.GET('/v1/events', { parseAs: 'stream' })
  const events = eventsOf(response)
  expect((await events.next()).value?.event).toBe('subscribed')
  await events.return()
})
