import { readFileSync } from 'node:fs'
import { definePlugin, drop } from 'clacks'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startChromium } from './chromium.js'
import { codeFor, freePort, open, originOf, show, start } from './running.js'

let browser: Browser
beforeAll(async () => {
  browser = await startChromium()
})
afterAll(() => browser.close())

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1200, height: 900 } })
  onTestFinished(() => context.close())
  context.setDefaultTimeout(60_000)
  return context.newPage()
}

const stamp = definePlugin({
  name: 'stamp',
  setup: (ctx) => {
    ctx.hooks.beforeSend.tap(({ message }) => (message === 'unwanted' ? drop('not wanted here') : undefined))
    ctx.hooks.beforeSend.tap((departure) => {
      departure.message = { text: departure.message, stamped: true }
    })
  },
})

describe('the login', () => {
  it('takes the code out of the address, and works once', async () => {
    const node = await start()
    const page = await newPage()
    const address = `${originOf(node)}/dashboard/#login=${await codeFor(node)}`
    await page.goto(address)
    await page.getByText('peers alive').waitFor()
    expect(page.url()).toBe(`${originOf(node)}/dashboard/#/network`)
    await page.reload()
    await page.getByText('peers alive').waitFor()

    const other = await newPage()
    await other.goto(address)
    await other.getByText('logged out').waitFor()
    await other.getByText('The login code was used or has expired.').waitFor()
    await other.getByLabel('Login code').fill(await codeFor(node))
    await other.getByRole('button', { name: 'Log in' }).click()
    await other.getByText('peers alive').waitFor()
  })

  it('is at the root of the gateway', async () => {
    const node = await start()
    const page = await newPage()
    await page.goto(originOf(node))
    expect(page.url()).toBe(`${originOf(node)}/dashboard/`)
    await page.getByText('logged out').waitFor()
  })
})

describe('the network', () => {
  it('shows peers with status and key, adds, ignores and announces', async () => {
    const [node, other] = [await start(), await start()]
    const page = await newPage()
    await open(page, node)
    const address = `localhost:${other.address.port}`
    await page.getByLabel('Peer (host:port)').fill(address)
    await page.getByRole('button', { name: 'Announce', exact: true }).click()
    await page.getByText(`${address} accepted the announce.`).waitFor()
    const row = page.getByRole('row', { name: address })
    await row.getByText('alive').waitFor()
    await row.getByText(/^[0-9a-f]{12}…$/).waitFor()

    await page.getByRole('button', { name: `Ignore ${address}`, exact: true }).click()
    await row.getByText('ignored').waitFor()
    expect(node.getPeers().ignored).not.toEqual({})
    await page.getByRole('button', { name: `Stop ignoring ${address}` }).click()
    await page.getByRole('button', { name: `Ignore ${address}`, exact: true }).waitFor()

    await page.getByLabel('Peer (host:port)').fill('nonsense')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('Failed: Expected host:port').waitFor()
    await page.getByLabel('Peer (host:port)').fill('tower-9.example:8080')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('row', { name: 'tower-9.example:8080' }).getByText('new').waitFor()
  })

  it('draws the nodes of several gateways as one network', async () => {
    const port = await freePort()
    const other = await start({ allowedOrigins: [`http://127.0.0.1:${port}`] })
    const node = await start({ gatewayPort: port, nodes: [originOf(other)] })
    const peer = await start()
    await node.announce('localhost', peer.address.port)
    await other.announce('localhost', peer.address.port)
    const page = await newPage()
    // The login there may take longer than all that the own gateway is asked.
    const listed = page.waitForResponse(/\/dashboard\/nodes$/)
    await page.route(`${originOf(other)}/v1/session`, async (route) => {
      await (await listed).finished()
      await route.continue()
    })
    await open(page, node, `&node=${originOf(other)},${await codeFor(other)}`)
    const second = page.getByRole('button', { name: `localhost:${other.address.port}` })
    await second.click()
    // Two nodes of the page, and the peer that both know.
    await page.getByRole('img', { name: 'Graph of 3 nodes and peers' }).waitFor()
    await page.getByRole('heading', { name: `Peers of localhost:${other.address.port}` }).waitFor()
    expect(page.url()).not.toContain('node=')
    await page.reload()
    await second.waitFor()
  })

  it('shows no node that the config does not name', async () => {
    const node = await start()
    const other = await start({ allowedOrigins: [originOf(node)] })
    const page = await newPage()
    await open(page, node, `&node=${originOf(other)},${await codeFor(other)}`)
    await page.getByText('The gateway does not answer.').waitFor()
  })
})

describe('the messages', () => {
  it('lists what happens, what waits, and sends', async () => {
    const node = await start()
    const page = await newPage()
    await open(page, node)
    await show(page, 'Messages')
    await page.getByLabel('Message (JSON, or plain text)').fill('GNU Terry Pratchett')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('The message is in the queue.').waitFor()
    expect(node.peek()).toEqual(['GNU Terry Pratchett'])
    const events = page.getByRole('region', { name: 'Latest events' })
    await events.getByRole('row', { name: '"GNU Terry Pratchett"' }).waitFor()
    await page.locator('.waiting').getByText('"GNU Terry Pratchett"').waitFor()

    await page.getByRole('button', { name: 'Pause' }).click()
    node.enqueue('unseen')
    await page.getByText('A sample is listed').waitFor()
    expect(await events.getByText('unseen').count()).toBe(0)
  })

  it('keeps all digits of a number', async () => {
    const node = await start()
    const page = await newPage()
    await open(page, node)
    await show(page, 'Messages')
    await page.getByLabel('Message (JSON, or plain text)').fill('12345678901234567890123')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('.waiting').getByText('12345678901234567890123').waitFor()
  })

  it('traces a message through all taps, with what each changed', async () => {
    const receiver = await start()
    const node = await start({ plugins: [stamp], sendrate: 2 })
    await node.announce('localhost', receiver.address.port)
    const page = await newPage()
    await open(page, node)
    await show(page, 'Messages')
    await page.getByLabel('Messages that contain').fill('walk')
    await page.getByRole('button', { name: 'Trace', exact: true }).first().click()
    await page.getByText('Waiting until such a message passes a plugin').waitFor()
    node.enqueue('walk')
    const passages = page.locator('.passages')
    await passages.getByText('beforeSend').first().waitFor()
    await passages.getByText('stamped').first().waitFor()
    const text = await passages.textContent()
    expect(text).toContain('stamp')
    expect(text).toContain('passed on unchanged')
    expect(text).toContain('message: "walk" → {"text":"walk","stamped":true}')
  })
})

describe('the charts', () => {
  it('show rates, queue and peers, with the values as text', async () => {
    const node = await start()
    for (let count = 0; count < 7; count++) node.enqueue({ count })
    const page = await newPage()
    await open(page, node)
    await show(page, 'Charts')
    await page.locator('.chart canvas').nth(2).waitFor()
    expect(await page.locator('.chart canvas').count()).toBe(3)
    const waiting = page.getByRole('row', { name: 'waiting' })
    await waiting.getByText('7', { exact: true }).waitFor()
  })
})

describe('the plugins', () => {
  it('are shown with calls, failures and quarantine', async () => {
    const failing = definePlugin({
      name: 'failing',
      setup: (ctx) => {
        ctx.hooks.queued.tap(() => {
          throw new Error('out of ink')
        })
      },
    })
    const node = await start({ plugins: [failing] })
    for (let count = 0; count < 30; count++) node.enqueue({ count })
    const page = await newPage()
    await open(page, node)
    await show(page, 'Plugins')
    const item = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'failing' }) })
    await item.getByText('quarantined').waitFor()
    expect(await item.textContent()).toContain('It is not from the config.')
    expect(Number(await item.locator('dd').nth(1).textContent())).toBeGreaterThan(0)
  })
})

describe('a read-only gateway', () => {
  it('offers no action, and refuses those of a page that tries', async () => {
    const node = await start({ readOnly: true })
    const page = await newPage()
    await open(page, node)
    await page.getByText('read-only').waitFor()
    for (const view of ['Network', 'Messages', 'Plugins']) {
      await show(page, view)
      for (const name of ['Add', 'Announce', 'Send', 'Ignore', 'Remove', 'Turn off'])
        expect(await page.getByRole('button', { name, exact: true }).count(), `${view} ${name}`).toBe(0)
    }
    const status = await page.evaluate(async () => {
      const csrf = localStorage.getItem(`clacks-login ${location.origin}`) ?? ''
      const headers = { 'content-type': 'application/json', 'x-clacks-csrf': csrf }
      return (await fetch('/v1/messages', { method: 'POST', body: '"x"', headers })).status
    })
    expect(status).toBe(403)
    expect(node.peek()).toEqual([])
  })
})

describe('accessibility', () => {
  const axe = readFileSync(new URL(import.meta.resolve('axe-core')), 'utf8')

  it.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
    ['dark', 360],
  ] as const)('axe finds nothing in any view: %s, %d pixels', async (colorScheme, width) => {
    const node = await start()
    node.addPeer('tower-9.example', 8080)
    for (let count = 0; count < 30; count++) node.enqueue({ count })
    const page = await newPage()
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    await open(page, node)
    // As the content security policy allows it: not as an inline script.
    await page.evaluate(axe)
    for (const view of ['Network', 'Messages', 'Charts', 'Plugins', 'Config']) {
      await show(page, view)
      const found: unknown = await page.evaluate(
        `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join('\\n')))`,
      )
      expect(found, view).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow, `${view} is wider than the screen`).toBeLessThanOrEqual(0)
    }
  })
})
