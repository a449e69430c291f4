import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Clacks, createLog, createNode, definePlugin } from 'clacks'
import { describe, expect, it, onTestFinished } from 'vitest'
import { gateway } from '../src/index.js'
import { json, type Running, start, temporaryFolder } from './running.js'

const CONFIG = `hostname: localhost
port: 0
sendrate: 0
plugins:
  - - ./radio.mjs
    - station: one
      token: abcdefgh
`
const RADIO = `export default Object.assign(() => {}, { definition: { name: 'radio' }, configure: (options, { id = 'radio' }) => ({ name: 'radio', id, options, resolveOptions: () => options, setup() {} }) })`

/** A gateway for a node that runs from a config. */
async function startWithConfig(): Promise<Running & { readonly file: string }> {
  const folder = temporaryFolder()
  const file = join(folder, 'clacks.config.yaml')
  writeFileSync(file, CONFIG)
  writeFileSync(join(folder, 'radio.mjs'), RADIO)
  const configured = await createNode(file, { env: {}, overrides: { log: createLog('silent') } })
  onTestFinished(() => configured.stop())
  await configured.start()
  const configuration = configured.service('configuration')
  if (configuration === undefined) throw new Error('no configuration')
  return { ...(await start({}, { services: { configuration } })), file }
}

describe('the config', () => {
  it('is shown masked, with the origin of each value', async () => {
    const { call, file } = await startWithConfig()
    const text = await (await call('/v1/config')).text()
    expect(text).not.toContain('abcdefgh')
    const config = JSON.parse(text)
    expect(config).toMatchObject({
      file,
      plugins: [{ id: 'radio', enabled: true, options: { station: 'one' } }],
    })
    expect(config.settings.find((each: { name: string }) => each.name === 'sendrate')).toMatchObject({
      value: 0,
      origin: { kind: 'file', file, line: 3 },
    })
  })

  it('is edited in its file after a preview, and taken over', async () => {
    const { call, file } = await startWithConfig()
    const edit = { action: 'configure', id: 'radio', changes: [{ path: ['station'], value: 'two' }] }
    const preview = await call('/v1/config/preview', json('POST', { edit }))
    const { revision, diff } = (await preview.json()) as { revision: string; diff: string }
    expect(diff).toContain('-    - station: one\n+    - station: two\n')
    expect(diff).not.toContain('abcdefgh')
    expect(readFileSync(file, 'utf8')).toBe(CONFIG)
    const applied = await call('/v1/config/apply', json('POST', { edit, revision }))
    expect(await applied.json()).toMatchObject({ reload: { replaced: ['radio'] } })
    expect(readFileSync(file, 'utf8')).toBe(CONFIG.replace('one', 'two'))
    const again = await call('/v1/config/apply', json('POST', { edit, revision }))
    expect(await again.json()).toMatchObject({ status: 409, code: 'ERR_CLACKS_CONFIG_CHANGED' })
  })

  it('is left alone if an edit is wrong, with each issue', async () => {
    const { call, file } = await startWithConfig()
    const edit = { action: 'set', changes: [{ path: ['sendrate'], value: 'fast' }] }
    const refused = await call('/v1/config/apply', json('POST', { edit }))
    expect(await refused.json()).toMatchObject({
      status: 422,
      code: 'ERR_CLACKS_CONFIG_INVALID',
      issues: [{ path: ['sendrate'] }],
    })
    for (const wrong of [{}, { action: 'explode' }, { action: 'remove' }, { action: 'set', changes: [] }])
      expect((await call('/v1/config/apply', json('POST', { edit: wrong }))).status).toBe(400)
    expect(readFileSync(file, 'utf8')).toBe(CONFIG)
  })
})

describe('a gateway that is replaced', () => {
  it('keeps its port, and answers the request that replaced it', async () => {
    const folder = temporaryFolder()
    const free = await start()
    const { port } = new URL(free.origin)
    await free.node.stop()
    const options = { port: Number(port), tokenFile: join(folder, 'token') }
    const node = new Clacks({
      port: 0,
      sendrate: 0,
      log: createLog('silent'),
      plugins: [
        gateway(options),
        definePlugin({
          name: 'page',
          requires: ['gateway'],
          setup: async (ctx) =>
            void (await ctx.inject('gateway').mount(ctx, {
              prefix: '/page',
              routes: [{ method: 'GET', path: '/', public: true, handler: () => 'here' }],
            })),
        }),
      ],
    })
    onTestFinished(() => node.stop())
    await node.start()
    const events = await fetch(`${free.origin}/v1/events`, {
      headers: { authorization: `Bearer ${readFileSync(join(folder, 'token'), 'utf8').trim()}` },
    })
    await node.use(gateway({ ...options, readOnly: true }))
    // The stream of the earlier one has ended.
    expect(await events.text()).toContain('event: subscribed')
    const token = readFileSync(join(folder, 'token'), 'utf8').trim()
    const status = await fetch(`${free.origin}/v1/status`, { headers: { authorization: `Bearer ${token}` } })
    expect(await status.json()).toMatchObject({ readOnly: true })
    expect(await (await fetch(`${free.origin}/page/`)).json()).toBe('here')
    await node.remove('page')
    await node.remove('gateway')
    await expect(fetch(`${free.origin}/healthz`)).rejects.toThrow()
  })
})
