import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { definePlugin } from 'clacks'
import { describe, expect, it } from 'vitest'
import type { Gateway } from '../src/index.js'
import type { LoginCode, Session } from '../src/sessions.js'
import { eventsOf } from './event-reader.js'
import { json, start } from './running.js'

describe('the token', () => {
  it('is made at the first start, and only its owner can read it', async () => {
    const { folder } = await start()
    const file = join(folder, 'gateway-token')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toMatch(/^[\w-]{43}\n$/)
  })

  it('is needed for everything but health', async () => {
    const { origin } = await start()
    for (const path of ['/v1/status', '/v1/messages', '/v1/events', '/openapi.json', '/metrics', '/nowhere'])
      expect((await fetch(origin + path)).status, path).toBe(401)
    const wrong = await fetch(`${origin}/v1/status`, { headers: { authorization: 'Bearer wrong' } })
    expect(wrong.status).toBe(401)
    expect(wrong.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(await wrong.json()).toMatchObject({ status: 401, code: 'ERR_CLACKS_GATEWAY_DENIED' })
    expect((await fetch(`${origin}/healthz`)).status).toBe(200)
    expect((await fetch(`${origin}/readyz`)).status).toBe(200)
  })
})

describe('messages', () => {
  it('are enqueued character by character, and listed', async () => {
    const { call, node } = await start()
    const text = '{"big":12345678901234567890,"e":1.0}'
    const sent = await call('/v1/messages', {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json' },
    })
    expect([sent.status, await sent.json()]).toEqual([202, { queued: 1, refused: [], refusedCount: 0 }])
    expect(node.peekJson()).toEqual([text])
    const listed = await call('/v1/messages')
    expect(await listed.text()).toBe(`{"total":1,"messages":[${text}]}`)
    expect(await (await call('/v1/messages?form=text&limit=5')).json()).toEqual({
      total: 1,
      messages: [text],
    })
  })

  it('are enqueued from a stream; lines that are not messages are reported', async () => {
    const { call, node } = await start()
    const body = '{"a":1}\n\nnot json\n"two"\nnull\n'
    const sent = await call('/v1/messages', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-ndjson' },
    })
    expect(sent.status).toBe(202)
    expect(await sent.json()).toMatchObject({
      queued: 2,
      refusedCount: 2,
      refused: [
        { line: 3, code: 'ERR_CLACKS_MESSAGE_NOT_JSON' },
        { line: 5, code: 'ERR_CLACKS_MESSAGE_NOT_JSON' },
      ],
    })
    expect(node.peekJson()).toEqual(['{"a":1}', '"two"'])
  })

  it('are refused with a problem if they are not JSON, or the queue is full', async () => {
    const { call } = await start({}, { limits: { queueMessages: 1 } })
    const post = (body: string): Promise<Response> =>
      call('/v1/messages', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    expect((await post('{')).status).toBe(400)
    expect((await post('1')).status).toBe(202)
    const full = await post('2')
    expect([full.status, full.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await full.json()).toMatchObject({ code: 'ERR_CLACKS_QUEUE_FULL' })
    expect((await call('/readyz')).status).toBe(503)
  })
})

describe('events', () => {
  it('come as they happen, and continue after the last one received', async () => {
    const { call, node } = await start()
    const events = eventsOf(await call('/v1/events?events=queued'))
    expect((await events.next()).value).toMatchObject({ event: 'subscribed' })
    node.enqueueJson('{"n":12345678901234567890}')
    const { value: first } = await events.next()
    expect(first?.event).toBe('queued')
    expect(first?.data).toContain('"message":{"n":12345678901234567890}')
    await events.return()
    node.enqueue('missed')
    const again = eventsOf(
      await call('/v1/events?form=text', { headers: { 'last-event-id': first?.id ?? '' } }),
    )
    expect(JSON.parse((await again.next()).value?.data ?? '')).toMatchObject({ resumed: true })
    expect(JSON.parse((await again.next()).value?.data ?? '')).toMatchObject({ message: '"missed"' })
    await again.return()
  })
})

describe('an event stream with a rate', () => {
  it('leaves out what is above it', async () => {
    const { call, node } = await start()
    const events = eventsOf(await call('/v1/events?events=queued&rate=3'))
    for (let sent = 0; sent < 10; sent++) node.enqueue(sent + 1)
    const seen: string[] = []
    for await (const { event } of events) if (seen.push(event) === 3) break
    // The first of the second is `subscribed`.
    expect(seen).toEqual(['subscribed', 'queued', 'queued'])
    expect((await call('/v1/events?rate=0')).status).toBe(400)
  })
})

describe('the routes of another plugin', () => {
  it('are added, may be public, and go with their plugin', async () => {
    const other = definePlugin({
      name: 'other',
      requires: ['gateway'],
      setup: async (ctx) => {
        await ctx.inject('gateway').mount(ctx, {
          prefix: '/other',
          routes: [
            { method: 'GET', path: '/items/:id', handler: ({ params, query }) => ({ params, query }) },
            { method: 'GET', path: '/open', public: true, handler: () => ({ raw: 'open' }) },
          ],
        })
      },
    })
    const { call, origin, node } = await start({}, { plugins: [other] })
    expect(await (await call('/other/items/7?q=x')).json()).toEqual({
      params: { id: '7' },
      query: { q: 'x' },
    })
    expect((await fetch(`${origin}/other/items/7`)).status).toBe(401)
    expect(await (await fetch(`${origin}/other/open`)).text()).toBe('open')
    await node.remove('other')
    expect((await call('/other/open')).status).toBe(404)
  })
})

describe('a page in a browser', () => {
  it('exchanges a code for a session, once', async () => {
    const { call, origin } = await start()
    const made = await call('/v1/login-codes', { method: 'POST' })
    const { code } = (await made.json()) as LoginCode
    const opened = await fetch(`${origin}/v1/session`, json('POST', { code }))
    const { csrf } = (await opened.json()) as Session
    const cookie = opened.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
    const status = (headers: Record<string, string>): Promise<number> =>
      fetch(`${origin}/v1/status`, { headers }).then((answer) => answer.status)
    const sent = cookie.split(';')[0] ?? ''
    expect(await status({ cookie: sent, 'x-clacks-csrf': csrf })).toBe(200)
    expect(await status({ cookie: sent })).toBe(401)
    expect((await fetch(`${origin}/v1/session`, json('POST', { code }))).status).toBe(401)
  })
})

describe('the port of a gateway', () => {
  it('is not taken over by the gateway of another node', async () => {
    const { origin, call } = await start()
    const port = Number(new URL(origin).port)
    await expect(start({ port })).rejects.toMatchObject({ code: 'ERR_CLACKS_GATEWAY' })
    expect((await call('/v1/status')).status).toBe(200)
  })
})

describe('a gateway that cannot be set up', () => {
  it('closes its port', async () => {
    const { origin, node } = await start()
    await node.stop()
    const port = Number(new URL(origin).port)
    const services = { gateway: {} as Gateway }
    await expect(start({ port }, { services })).rejects.toThrow('already provides it')
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow()
    const again = await start({ port })
    expect(again.origin).toBe(origin)
  })
})
