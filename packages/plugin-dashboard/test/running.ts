import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gateway } from '@clacks/plugin-gateway'
import { Clacks, type ClacksOptions, createLog } from 'clacks'
import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { dashboard } from '../src/index.js'

/** What a test may choose about a node. */
interface Choices extends ClacksOptions {
  readonly readOnly?: boolean
  /** The port of the gateway. Default: a free one. */
  readonly gatewayPort?: number
  /** The origins of other gateways that its page may show. */
  readonly nodes?: readonly string[]
  /** The origins of pages that may use its gateway. */
  readonly allowedOrigins?: readonly string[]
}

/** The state folder of each node. */
const folders = new WeakMap<Clacks, string>()

/** A folder that is removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-dashboard-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a node with a dashboard, on free ports. It is stopped when the test has finished. */
export async function start({
  plugins = [],
  readOnly = false,
  gatewayPort = 0,
  nodes = [],
  allowedOrigins = [],
  ...options
}: Choices = {}): Promise<Clacks> {
  const folder = temporaryFolder()
  const node = new Clacks({
    hostname: 'localhost',
    port: 0,
    sendrate: 0,
    stateFolder: folder,
    folder,
    log: createLog('silent'),
    ...options,
    plugins: [
      gateway({ port: gatewayPort, readOnly, allowedOrigins: [...allowedOrigins] }),
      dashboard({ nodes: [...nodes] }),
      ...plugins,
    ],
  })
  folders.set(node, folder)
  onTestFinished(() => node.stop())
  await node.start()
  return node
}

/** A port on which nothing listens, for two gateways that have to know each other's. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The origin of the gateway of a node. */
export function originOf(node: Clacks): string {
  return node.service('gateway')?.origin ?? ''
}

/** A code for one login at the gateway of a node. */
export async function codeFor(node: Clacks): Promise<string> {
  const token = readFileSync(join(folders.get(node) ?? '', 'gateway-token'), 'utf8').trim()
  const answer = await fetch(`${originOf(node)}/v1/login-codes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  const { code } = await answer.json()
  return code
}

/** Opens the dashboard of a node, logged in, and waits until it is connected.
 * @param more appended to the address */
export async function open(page: Page, node: Clacks, more = ''): Promise<void> {
  await page.goto(`${originOf(node)}/dashboard/#login=${await codeFor(node)}${more}`)
  await page.getByText('peers alive').first().waitFor()
}

/** Goes to a view by its name. */
export async function show(page: Page, view: string): Promise<void> {
  await page.getByRole('link', { name: view, exact: true }).click()
  await page.getByRole('heading', { name: view, exact: true, level: 2 }).waitFor()
}
