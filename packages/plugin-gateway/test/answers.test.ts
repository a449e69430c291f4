import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { json, start } from './running.js'

const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'))

/** What the document says about an answer. */
function schemaOf(method: string, path: string, status: number): object {
  const { responses } = document.paths[path][method.toLowerCase()]
  const [content]: { schema: object }[] = Object.values((responses[status] ?? responses.default).content)
  return { ...content?.schema, components: document.components }
}

it.each<[method: string, path: string, body: unknown, status: number]>([
  ['GET', '/healthz', undefined, 200],
  ['GET', '/readyz', undefined, 200],
  ['GET', '/v1/status', undefined, 200],
  ['GET', '/v1/plugins', undefined, 200],
  ['POST', '/v1/messages', { a: 1 }, 202],
  ['GET', '/v1/messages', undefined, 200],
  ['POST', '/v1/peers', { hostname: 'there', port: 80 }, 200],
  ['POST', '/v1/peers', { hostname: 'there' }, 400],
  ['GET', '/v1/peers', undefined, 200],
  ['POST', '/v1/peers/announce', { hostname: '127.0.0.1', port: 1 }, 200],
  ['POST', '/v1/peers/unignore', { hostname: 'there', port: 80 }, 200],
  ['GET', '/v1/config', undefined, 409],
  ['POST', '/v1/login-codes', undefined, 200],
  ['POST', '/v1/session', { code: 'x' }, 401],
])('%s %s answers what the OpenAPI document says', async (method, path, body, status) => {
  const { call } = await start()
  await call('/v1/peers', json('POST', { hostname: 'other', port: 80 }))
  const answer = await call(path, body === undefined ? { method } : json(method, body))
  expect(answer.status).toBe(status)
  const validate = new Ajv2020({ strict: false }).compile(schemaOf(method, path, status))
  validate(await answer.json())
  expect(validate.errors).toBeNull()
})

it('every route of the document exists, and needs the token unless it says otherwise', async () => {
  const { origin } = await start()
  for (const [path, operations] of Object.entries<Record<string, { security?: unknown[] }>>(document.paths))
    for (const [method, { security }] of Object.entries(operations)) {
      const answer = await fetch(`${origin}${path}`, { method })
      const isOpen = security?.length === 0
      expect(answer.status === 401, `${method} ${path}`).toBe(!isOpen)
      expect(answer.status).not.toBe(404)
      await answer.body?.cancel()
    }
})
