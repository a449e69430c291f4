import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Clacks, type ClacksOptions, createLog, type WrittenOptions } from 'clacks'
import { onTestFinished } from 'vitest'
import { gateway } from '../src/index.js'
import type { GATEWAY_OPTIONS } from '../src/options.js'

/** A running node with a gateway. */
export interface Running {
  readonly node: Clacks
  readonly origin: string
  readonly token: string
  readonly folder: string
  /** `fetch` with the token. */
  call(path: string, init?: RequestInit): Promise<Response>
}

/** A folder that the caller removes. */
export function keptFolder(): string {
  return mkdtempSync(join(tmpdir(), 'clacks-gateway-'))
}

/** A folder that is removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = keptFolder()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a node with a gateway, on free ports. Both are stopped when the test has finished. */
export async function start(
  options: WrittenOptions<typeof GATEWAY_OPTIONS> = {},
  { plugins = [], ...more }: ClacksOptions = {},
): Promise<Running> {
  const folder = temporaryFolder()
  const node = new Clacks({
    hostname: 'localhost',
    port: 0,
    sendrate: 0,
    stateFolder: folder,
    folder,
    log: createLog('silent'),
    ...more,
    plugins: [gateway({ port: 0, ...options }), ...plugins],
  })
  onTestFinished(() => node.stop())
  await node.start()
  const origin = node.service('gateway')?.origin ?? ''
  const token = readFileSync(join(folder, 'gateway-token'), 'utf8').trim()
  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${origin}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })
  return { node, origin, token, folder, call }
}

/** A request with JSON. */
export function json(method: string, body: unknown): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}
