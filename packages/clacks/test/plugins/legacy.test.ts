import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { drop, reject } from '../../src/hooks/verdict.js'
import { type LegacyCallback, legacyPlugin } from '../../src/plugins/legacy.js'
import { createRig, peerAt, turn } from './rig.js'

type Published = (options?: object) => LegacyCallback
const published: (name: string) => Published = createRequire(import.meta.url)

const folders: string[] = []
async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-legacy-'))
  folders.push(folder)
  return folder
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

describe('a callback written for clacks-p2p', () => {
  it('receives peer, payload, request and response as in clacks-p2p, and the node as this', async () => {
    const { host, receive, node } = createRig()
    const seen: unknown[] = []
    await host.use(
      legacyPlugin(function (peer, payload, req, res) {
        seen.push(
          this.getOptions() === node.getOptions(),
          peer.hostname,
          JSON.stringify(payload),
          req.method,
          req.socket.remoteAddress,
        )
        seen.push(res.statusCode, res.headersSent)
      }, 'looks'),
    )
    await receive({ text: 'x' })
    const json = '{"message":{"text":"x"},"type":"message","sender":{"hostname":"there","port":8080}}'
    expect(seen).toEqual([true, 'there', json, 'POST', '192.0.2.7', 200, false])
  })

  it('may set the message', async () => {
    const { host, receive } = createRig()
    await host.use(
      legacyPlugin((_, payload) => {
        payload.message = `${payload.message}!`
      }),
    )
    expect((await receive('x')).reception.message).toBe('x!')
    expect(host.reports()).toMatchObject([{ id: 'legacy' }])
  })

  it('discards a message that it sets to nothing', async () => {
    const { host, receive } = createRig()
    const remove: LegacyCallback = (_, payload) => {
      payload.message = null
    }
    await host.use(legacyPlugin(remove))
    expect((await receive('x')).verdict).toEqual(drop('message removed by remove'))
  })

  /** Answers with the requested status, then returns false. */
  const refuse =
    (answer: (res: ServerResponse) => unknown): LegacyCallback =>
    (_peer, _payload, _req, res) => {
      answer(res)
      return false
    }
  const late: LegacyCallback = async () => {
    await turn()
    return false
  }
  const twice: LegacyCallback = (_peer, _payload, _req, res) => {
    res.writeHead(500).writeHead(200).setHeader('a', 'b')
  }
  const withStatus = (res: ServerResponse): void => {
    res.statusCode = 503
    res.write('busy')
  }
  const said = 'a clacks-p2p plugin returned false'

  it.each<[string, LegacyCallback, unknown]>([
    ['false', () => false, drop(said)],
    ['a promise of false', late, drop(said)],
    ['false after 200', refuse((res) => res.writeHead(200)), drop(said)],
    [
      'false after 403',
      refuse((res) => res.writeHead(403, { 'x-why': 'no' }).end('go away')),
      reject(403, 'go away'),
    ],
    ['false after a statusCode', refuse(withStatus), reject(503, 'busy')],
    ['false after a status that refuses nothing', refuse((res) => res.writeHead(302)), reject(422, said)],
    ['nothing after two headers, which end a clacks-p2p node', twice, undefined],
    ['0', () => 0, undefined],
    ['true', () => true, undefined],
  ])('is understood when it returns %s', async (_name, callback, verdict) => {
    const { host, receive, reports } = createRig()
    await host.use(legacyPlugin(callback, 'old'))
    expect((await receive('x')).verdict).toEqual(verdict)
    expect(reports).toEqual([])
  })

  it('sees announces, and cannot refuse them', async () => {
    const { host, hooks, reports } = createRig()
    const seen: string[] = []
    await host.use(
      legacyPlugin((peer, payload, req, res) => {
        seen.push(`${peer.hostname} ${JSON.stringify(payload)} ${req.socket.remoteAddress}`)
        res.writeHead(500)
        return false
      }, 'old'),
    )
    hooks.announced.call(peerAt('new', 81))
    expect(seen).toEqual([
      'new {"message":null,"type":"announce","sender":{"hostname":"new","port":81}} undefined',
    ])
    expect(reports).toEqual([])
  })

  it('is named when it throws', async () => {
    const { host, receive } = createRig()
    await host.use(
      legacyPlugin(() => {
        throw 'no luck'
      }, 'old'),
    )
    await expect(receive('x')).rejects.toMatchObject({
      plugin: 'old',
      message: expect.stringContaining('no luck'),
    })
  })
})

describe('the plugins of clacks-p2p on npm', () => {
  it('clacks-logger writes what arrives, including announces', async () => {
    const { host, hooks, receive } = createRig()
    const directory = await createFolder()
    await host.use(legacyPlugin(published('clacks-logger')({ directory }), 'clacks-logger'))
    await receive({ text: 'GNU' })
    const peer = peerAt('there', 8080)
    const [file = ''] = await readdir(join(directory, peer.identifier))
    expect(JSON.parse(await readFile(join(directory, peer.identifier, file), 'utf8'))).toEqual({
      peer,
      payload: { message: { text: 'GNU' }, type: 'message', sender: { hostname: 'there', port: 8080 } },
    })
    hooks.announced.call(peerAt('new', 81))
    expect(await readdir(directory)).toHaveLength(2)
  })

  it('clacks-message-formatter refuses invalid messages, and no announces', async () => {
    const { host, hooks, receive, reports } = createRig()
    const formatter = published('clacks-message-formatter')({ required: ['text'], optional: ['note'] })
    await host.use(legacyPlugin(formatter, 'clacks-message-formatter'))
    expect((await receive({ class: 'chat', text: 'x' })).verdict).toBeUndefined()
    expect((await receive({ class: 'chat' })).verdict).toEqual(reject(500, 'Required Fields Missing'))
    expect((await receive({ class: 'chat', text: 'x', extra: 1 })).verdict).toEqual(
      reject(500, 'Unknown Fields: extra'),
    )
    hooks.announced.call(peerAt('new', 81))
    expect(reports).toEqual([])
  })
})
