// Makes the pictures of the README, of a network that runs: `npm run screenshots`, after a build.
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Clacks, createLog, createNode, definePlugin } from 'clacks'
import type { Browser, Page } from 'playwright-core'
import { startChromium } from './chromium.js'

const FOLDER = fileURLToPath(new URL('../screenshots', import.meta.url))
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const TOWERS = 12
const MESSAGES = [
  'GNU Terry Pratchett',
  'GNU John Dearheart',
  'a man is not dead while his name is still spoken',
]

/** A plugin whose work the pictures show. */
const hops = definePlugin({
  name: 'hops',
  setup: (ctx) => {
    ctx.hooks.received.tap((reception) => {
      const { message } = reception
      if (typeof message !== 'object' || message === null || !('hops' in message)) return
      reception.message = { ...message, hops: Number(message.hops) + 1 }
    })
  },
})

const folder = await mkdtemp(join(tmpdir(), 'clacks-screenshots-'))
const towers = await startTowers()
const browser = await startChromium()
try {
  await takeAll(browser, towers)
} finally {
  await browser.close()
  await Promise.all(towers.map((tower) => tower.stop()))
  await rm(folder, { recursive: true, force: true })
}

async function startTowers(): Promise<readonly Clacks[]> {
  const started: Clacks[] = []
  for (let index = 0; index < TOWERS; index++) {
    const tower = index === 0 ? await configuredTower() : plainTower(index)
    await tower.use(hops())
    await tower.start()
    const known = started.at(-1)
    if (known !== undefined) await tower.announce('localhost', known.address.port)
    const [first] = started
    if (first !== undefined) await tower.announce('localhost', first.address.port)
    started.push(tower)
  }
  for (let count = 0; count < 40; count++)
    started[count % TOWERS]?.enqueue({ text: MESSAGES[count % MESSAGES.length], hops: 0 })
  const [first] = started
  first?.addPeer('tower-17.example', 8080)
  for (const tower of started.slice(-2)) first?.ignore('localhost', tower.address.port)
  return started
}

function plainTower(index: number): Clacks {
  const stateFolder = join(folder, String(index))
  return new Clacks({ hostname: 'localhost', port: 0, sendrate: 3, stateFolder, log: createLog('silent') })
}

/** The tower with the dashboard, which runs from a config. */
async function configuredTower(): Promise<Clacks> {
  const file = join(folder, 'clacks.config.json')
  const plugins = [['gateway', { port: 0 }], 'dashboard', ['logger', { directory: './log' }]]
  await writeFile(file, JSON.stringify({ hostname: 'localhost', port: 0, sendrate: 3, plugins }, null, 2))
  await symlink(MODULES, join(folder, 'node_modules'), 'junction')
  return createNode(file, { overrides: { log: createLog('silent') } })
}

async function takeAll(browser: Browser, [first]: readonly Clacks[]): Promise<void> {
  const page = await pageOf(browser, first, 'light', 1000, 720)
  // Charts and traces show what has happened meanwhile.
  await page.waitForFunction(() => performance.now() > 20_000)
  await take(page, 'Network', 'network')
  await page.getByRole('link', { name: 'Messages', exact: true }).click()
  await page.locator('.events tbody tr').nth(12).waitFor()
  await take(page, 'Messages', 'messages')
  await page
    .locator('.events')
    .getByRole('button', { name: /^Trace/ })
    .first()
    .waitFor()
  await page.getByLabel('Messages that contain').fill('Pratchett')
  await page
    .locator('form')
    .filter({ hasText: 'Messages that contain' })
    .getByRole('button', { name: 'Trace' })
    .click()
  await page.locator('.passages > li').nth(2).waitFor()
  await page
    .locator('section')
    .filter({ has: page.locator('#trace-title') })
    .screenshot({ path: join(FOLDER, 'trace.png') })
  await page.setViewportSize({ width: 1000, height: 500 })
  await take(page, 'Charts', 'charts')
  await page.setViewportSize({ width: 1000, height: 720 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByRole('link', { name: 'Plugins', exact: true }).click()
  await page.getByText('Options of logger').first().click()
  await take(page, 'Plugins', 'plugins-dark')
  await page.setViewportSize({ width: 360, height: 740 })
  await take(page, 'Network', 'phone-dark')
}

async function pageOf(
  browser: Browser,
  node: Clacks | undefined,
  colorScheme: 'light' | 'dark',
  width: number,
  height: number,
): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-GB', colorScheme, viewport: { width, height } })
  const { code } = await loginCode(node)
  await page.goto(`${node?.service('gateway')?.origin}/dashboard/#login=${code}`)
  await page.getByText('peers alive').first().waitFor()
  return page
}

async function loginCode(node: Clacks | undefined): Promise<{ readonly code: string }> {
  const token = (await readFile(join(folder, '.clacks', 'gateway-token'), 'utf8')).trim()
  const origin = node?.service('gateway')?.origin
  const answer = await fetch(`${origin}/v1/login-codes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  return answer.json()
}

async function take(page: Page, view: string, name: string): Promise<void> {
  await page.getByRole('link', { name: view, exact: true }).click()
  await page.getByRole('heading', { name: view, level: 2 }).waitFor()
  // The graph has come to rest, and charts have been drawn.
  const shown = await page.evaluate(() => performance.now())
  await page.waitForFunction((since) => performance.now() > since + 4_000, shown)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}
