import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { ClacksError, definePlugin, type PluginContext } from 'clacks'
import { describe, expect, it } from 'vitest'
import type { GatewayMount } from '../src/index.js'
import { rawRequest } from './raw-request.js'
import { json, type Running, start, temporaryFolder } from './running.js'

/** A node with a gateway, and a plugin that adds something to it. */
async function startWith(mount: GatewayMount, options: Parameters<typeof start>[0] = {}): Promise<Running> {
  return start(options, { plugins: [adding('page', (ctx) => ctx.inject('gateway').mount(ctx, mount))] })
}

function adding(name: string, setup: (ctx: PluginContext) => Promise<unknown>) {
  return definePlugin({ name, requires: ['gateway'], setup: async (ctx) => void (await setup(ctx)) })
}

describe('files of a plugin', () => {
  async function site(connect?: readonly string[]): Promise<Running> {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'site/assets'), { recursive: true })
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    writeFileSync(join(folder, 'site/index.html'), '<!doctype html><title>page</title>')
    writeFileSync(join(folder, 'site/assets/app.js'), 'export {}')
    const files = { folder: join(folder, 'site'), home: true, ...(connect !== undefined && { connect }) }
    return startWith({ prefix: '/page', files })
  }

  it('are served without a token, with a policy that allows no inline scripts', async () => {
    const { origin } = await site(['https://other.example:8081'])
    const page = await fetch(`${origin}/`)
    expect([page.url, page.status, await page.text()]).toEqual([
      `${origin}/page/`,
      200,
      '<!doctype html><title>page</title>',
    ])
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
    expect(policy).toContain("connect-src 'self' https://other.example:8081;")
    expect(policy).not.toContain('unsafe')
    const script = await fetch(`${origin}/page/assets/app.js`)
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/)
    expect(script.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await fetch(`${origin}/page`, { redirect: 'manual' })).headers.get('location')).toBe('/page/')
  })

  it('lead nowhere else', async () => {
    const { origin } = await site()
    for (const path of [
      '/page/../secret.txt',
      '/page/..%2fsecret.txt',
      '/page/%2e%2e/secret.txt',
      '/page/..\\secret.txt',
      '/page/assets/../../secret.txt',
      '/page//etc/passwd',
      '/page/%00',
      '/page/missing.js',
    ]) {
      const { status, body } = await rawRequest(origin, path)
      expect(status, path).toBeGreaterThanOrEqual(400)
      expect(body).not.toContain('secret\n')
      expect(body).not.toBe('secret')
    }
    const elsewhere = await rawRequest(origin, '//attacker.example/page')
    expect([elsewhere.status, elsewhere.headers.location]).toEqual([401, undefined])
  })
})

describe('routes of a plugin', () => {
  it('answer JSON, streams, problems, and 500 without details', async () => {
    const { call } = await startWith({
      prefix: '/page',
      routes: [
        { method: 'GET', path: '/', handler: () => [1, 2] },
        {
          method: 'GET',
          path: '/stream',
          handler: () => ({ raw: Readable.from(['a', 'b']), headers: { 'x-y': 'z' } }),
        },
        {
          method: 'POST',
          path: '/typed',
          schema: { body: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } },
          handler: ({ body }) => body,
        },
        {
          method: 'GET',
          path: '/refuses',
          handler: () => {
            throw new ClacksError('ERR_CLACKS_ARCHIVE', 'No archive here.')
          },
        },
        {
          method: 'GET',
          path: '/fails',
          handler: () => {
            throw new Error('a secret of the plugin')
          },
        },
        { method: 'GET', path: '/headers', handler: ({ headers }) => Object.keys(headers) },
      ],
    })
    expect(await (await call('/page/')).json()).toEqual([1, 2])
    const stream = await call('/page/stream')
    expect([stream.headers.get('x-y'), await stream.text()]).toEqual(['z', 'ab'])
    expect(await (await call('/page/typed', json('POST', { n: 1 }))).json()).toEqual({ n: 1 })
    expect((await call('/page/typed', json('POST', { n: '1' }))).status).toBe(400)
    expect(await (await call('/page/refuses')).json()).toMatchObject({
      status: 422,
      code: 'ERR_CLACKS_ARCHIVE',
    })
    const failed = await call('/page/fails')
    expect([failed.status, (await failed.text()).includes('secret')]).toEqual([500, false])
    const headers = await (await call('/page/headers')).json()
    expect(headers).toContain('host')
    expect(headers).not.toContain('authorization')
  })

  it('that change something are refused where the gateway is read-only', async () => {
    const routes = [{ method: 'POST', path: '/x', handler: () => 1 }] as const
    const { call } = await startWith({ prefix: '/page', routes }, { readOnly: true })
    expect((await call('/page/x', json('POST', {}))).status).toBe(403)
  })

  it.each(['/v1', '/v1/mine', '/healthz', 'page', '/', '/Page', '/a/../b', '/page/'])(
    'cannot have the path %s',
    async (prefix) => {
      const started = startWith({ prefix })
      await expect(started).rejects.toMatchObject({ message: expect.stringContaining('cannot use the path') })
    },
  )

  it('of two plugins cannot overlap', async () => {
    const add = (name: string, prefix: string) =>
      adding(name, (ctx) => ctx.inject('gateway').mount(ctx, { prefix }))
    const started = start({}, { plugins: [add('one', '/page'), add('two', '/page/inner')] })
    await expect(started).rejects.toMatchObject({
      message: expect.stringContaining('plugin "one" uses /page'),
    })
  })
})

describe('/metrics', () => {
  it('answers what the service metrics has, and a problem without it', async () => {
    const metrics = definePlugin({
      name: 'numbers',
      setup: (ctx) => ctx.provide('numbers', {}),
    })
    const without = await start({}, { plugins: [metrics] })
    expect(await (await without.call('/metrics')).json()).toMatchObject({ status: 404 })
    const services = { metrics: { text: async () => 'up 1\n', contentType: 'text/plain; version=0.0.4' } }
    const { call } = await start({}, { services })
    const answer = await call('/metrics')
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      'text/plain; version=0.0.4',
      'up 1\n',
    ])
  })
})
