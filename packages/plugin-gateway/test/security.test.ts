import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Clacks, createLog } from 'clacks'
import { describe, expect, it } from 'vitest'
import { gateway } from '../src/index.js'
import type { LoginCode, Session } from '../src/sessions.js'
import { rawRequest } from './raw-request.js'
import { json, type Running, start, temporaryFolder } from './running.js'

/** The status of a request with the token and these headers. */
async function statusWith(
  { origin, token }: Running,
  headers: Record<string, string>,
  method = 'GET',
  path = '/v1/status',
): Promise<number | undefined> {
  const all = { authorization: `Bearer ${token}`, ...headers }
  return (await rawRequest(origin, path, { method, headers: all })).status
}

async function login(
  running: Running,
  more: object = {},
): Promise<{ cookie: string; session: Session; token: string | undefined }> {
  const made = await running.call('/v1/login-codes', { method: 'POST' })
  const { code } = (await made.json()) as LoginCode
  const opened = await fetch(`${running.origin}/v1/session`, json('POST', { code, ...more }))
  expect(opened.status).toBe(200)
  const session = (await opened.json()) as Session & { readonly token?: string }
  return { cookie: opened.headers.get('set-cookie')?.split(';')[0] ?? '', session, token: session.token }
}

describe('the host name', () => {
  it('must be one of the gateway: a page cannot reach it under a name of its own', async () => {
    const running = await start({ allowedHosts: ['Node.Example'] })
    const { port } = new URL(running.origin)
    for (const host of [`127.0.0.1:${port}`, 'localhost', `LOCALHOST:${port}`, '[::1]:1', 'node.example'])
      expect(await statusWith(running, { host }), host).toBe(200)
    for (const host of [
      'attacker.example',
      'localhost.attacker.example',
      '127.0.0.1.nip.io:80',
      'a@localhost',
      'localhost:x',
      '127.0.0.2',
    ])
      expect(await statusWith(running, { host }), host).toBe(421)
    expect(await statusWith(running, { host: 'attacker.example' }, 'GET', '/healthz')).toBe(421)
  })
})

describe('the origin of a page', () => {
  it('must be that of the gateway, or allowed', async () => {
    const running = await start({ allowedOrigins: ['https://panel.example'] })
    for (const origin of [running.origin, 'https://panel.example'])
      expect(await statusWith(running, { origin }), origin).toBe(200)
    for (const origin of [
      'https://attacker.example',
      'null',
      'http://panel.example',
      'https://panel.example.attacker.example',
      'https://panel.example:444',
      'http://localhost:3000',
      running.origin.replace('http', 'https'),
    ])
      expect(await statusWith(running, { origin }), origin).toBe(403)
  })

  it('gets CORS headers only if it is allowed', async () => {
    const running = await start({ allowedOrigins: ['https://panel.example'] })
    const preflight = (origin: string) =>
      rawRequest(running.origin, '/v1/peers', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      })
    const allowed = await preflight('https://panel.example')
    expect(allowed.status).toBe(204)
    expect(allowed.headers['access-control-allow-origin']).toBe('https://panel.example')
    expect(allowed.headers['access-control-allow-credentials']).toBeUndefined()
    const refused = await preflight('https://attacker.example')
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([403, undefined])
    const events = await running.call('/v1/events', { headers: { origin: 'https://panel.example' } })
    expect(events.headers.get('access-control-allow-origin')).toBe('https://panel.example')
    await events.body?.cancel()
  })
})

describe('a session', () => {
  it('needs the header beside the cookie, for every method', async () => {
    const running = await start()
    const { cookie, session } = await login(running)
    const csrf = session.csrf
    const request = (headers: Record<string, string>, method = 'GET', path = '/v1/status') =>
      rawRequest(running.origin, path, { method, headers }).then(({ status }) => status)
    expect(await request({ cookie, 'x-clacks-csrf': csrf })).toBe(200)
    for (const headers of [{ cookie }, { 'x-clacks-csrf': csrf }, { cookie, 'x-clacks-csrf': 'guess' }])
      expect(await request(headers)).toBe(401)
    // The secret of the cookie is not a token.
    expect(await request({ authorization: `Bearer ${cookie.split('=')[1]}` })).toBe(401)
    expect(await request({ cookie, 'x-clacks-csrf': csrf }, 'POST', '/v1/login-codes')).toBe(403)
    expect(await request({ cookie, 'x-clacks-csrf': csrf }, 'DELETE', '/v1/session')).toBe(204)
    expect(await request({ cookie, 'x-clacks-csrf': csrf })).toBe(401)
  })

  it('is a token for a page of another origin', async () => {
    const running = await start()
    const { token, cookie } = await login(running, { cookie: false })
    expect(cookie).toBe('')
    const status = await rawRequest(running.origin, '/v1/status', {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(status.status).toBe(200)
    const asCookie = {
      cookie: `clacks-gateway-${new URL(running.origin).port}=${token}`,
      'x-clacks-csrf': 'x',
    }
    expect((await rawRequest(running.origin, '/v1/status', { headers: asCookie })).status).toBe(401)
  })
})

describe('a gateway that is read-only', () => {
  it('refuses whatever changes something, also of other plugins', async () => {
    const running = await start({ readOnly: true })
    const body = json('POST', { hostname: 'there', port: 80 })
    for (const path of [
      '/v1/peers',
      '/v1/peers/announce',
      '/v1/peers/ignore',
      '/v1/messages',
      '/v1/config/apply',
    ])
      expect((await running.call(path, body)).status, path).toBe(403)
    expect((await running.call('/v1/status')).status).toBe(200)
    const { cookie, session } = await login(running)
    const closed = await rawRequest(running.origin, '/v1/session', {
      method: 'DELETE',
      headers: { cookie, 'x-clacks-csrf': session.csrf },
    })
    expect(closed.status).toBe(204)
    const preview = await running.call(
      '/v1/config/preview',
      json('POST', { edit: { action: 'remove', id: 'x' } }),
    )
    expect(await preview.json()).toMatchObject({ status: 409, code: 'ERR_CLACKS_CONFIG_NOT_FOUND' })
  })
})

describe('the file of the token', () => {
  async function started(file: string): Promise<unknown> {
    const node = new Clacks({
      port: 0,
      log: createLog('silent'),
      plugins: [gateway({ port: 0, tokenFile: file })],
    })
    return node.start().then(
      () => node.stop(),
      (thrown: unknown) => thrown,
    )
  }

  it('is kept', async () => {
    const file = join(temporaryFolder(), 'token')
    expect(await started(file)).toBeUndefined()
    const first = readFileSync(file, 'utf8')
    expect(await started(file)).toBeUndefined()
    expect(readFileSync(file, 'utf8')).toBe(first)
  })

  it('is refused if others can read it, or if it is not a token', async () => {
    const file = join(temporaryFolder(), 'token')
    writeFileSync(file, 'short\n', { mode: 0o600 })
    expect(await started(file)).toMatchObject({ code: 'ERR_CLACKS_GATEWAY' })
    writeFileSync(file, `${'a'.repeat(40)}\n`)
    expect(await started(file)).toBeUndefined()
    chmodSync(file, 0o644)
    expect(await started(file)).toMatchObject({ message: expect.stringContaining(`chmod 600 ${file}`) })
  })
})

describe('an answer', () => {
  it('cannot be framed, sniffed or cached', async () => {
    const { call } = await start()
    for (const path of ['/v1/status', '/healthz', '/nowhere', '/v1/messages?limit=x']) {
      const { headers } = await call(path)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })

  it('never repeats the token, in whatever way the request is wrong', async () => {
    const { origin, token } = await start()
    for (const path of [`/${token}`, '/v1/status?x=1', '/v1/messages?limit=x', '/%', '/v1/peers/nowhere'])
      for (const method of ['GET', 'POST', 'PUT']) {
        const { body } = await rawRequest(origin, path, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: method === 'GET' ? '' : '{',
        })
        if (!path.includes(token)) expect(body).not.toContain(token)
      }
  })
})
