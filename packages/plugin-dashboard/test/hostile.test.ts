import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startChromium } from './chromium.js'
import { HOSTILE } from './hostile-texts.js'
import { originOf, show, start } from './running.js'

let browser: Browser
beforeAll(async () => {
  browser = await startChromium()
})
afterAll(() => browser.close())

const json = (body: unknown) => (route: Route) =>
  route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) })

const events = (texts: readonly (readonly [string, unknown])[]) => (route: Route) =>
  route.fulfill({
    contentType: 'text/event-stream',
    body: texts.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
  })

/** A gateway that answers every field of every route with hostile texts. */
async function answerHostile(page: Page, origin: string): Promise<void> {
  const origins = HOSTILE.map((text) => ({ kind: 'file', file: text, variable: text, valueFile: text }))
  const plugins = HOSTILE.map((text, index) => ({
    id: `${text}${index}`,
    name: text,
    version: text,
    state: index % 2 === 0 ? 'active' : 'quarantined',
    calls: index,
    failures: index,
    milliseconds: index,
    problem: { text, isOver: false },
  }))
  const statistics = { received: 1, enqueued: 1, sent: 1, failed: 1, discarded: 1, refused: 1 }
  const status = {
    version: HOSTILE[0],
    pid: 1,
    address: HOSTILE[1],
    config: HOSTILE[2],
    uptime: 1,
    sendrate: null,
    statistics: { ...statistics, queued: 1, queuedBytes: 1, inFlight: 1 },
    peers: { new: 1, alive: 1, lost: 1, dead: 1, ignored: 1 },
    plugins,
    readOnly: false,
  }
  const statuses = ['new', 'alive', 'lost', 'dead', 'ignored']
  const peers = HOSTILE.map((text, index) => ({
    hostname: text,
    port: 8080 + index,
    status: statuses[index % statuses.length],
    time: index,
    lastError: text,
    key: text,
  }))
  const properties = Object.fromEntries(
    HOSTILE.map((text) => [text, { type: 'string', description: text, default: text, enum: [text] }]),
  )
  const config = {
    file: HOSTILE[0],
    stateFolder: HOSTILE[1],
    revision: 'r',
    settings: HOSTILE.map((text, index) => ({
      path: [text],
      name: `${index} ${text}`,
      value: text,
      origin: origins[index],
    })),
    plugins: HOSTILE.map((text, index) => ({
      id: `${text}${index}`,
      plugin: text,
      enabled: true,
      options: { [text]: text },
      values: [],
      origin: origins[index],
      schema: { type: 'object', properties },
    })),
  }
  const happened = HOSTILE.map(
    (text) =>
      [
        'received',
        { event: 'received', time: 1, peer: text, details: { reason: text }, message: JSON.stringify(text) },
      ] as const,
  )
  const taps = HOSTILE.map(
    (text, index) =>
      [
        'tap',
        {
          passage: index,
          order: 1,
          hook: text,
          plugin: text,
          time: 1,
          took: 1,
          message: JSON.stringify(text),
          changes: [{ path: text, before: text, after: { [text]: text } }],
          verdict: 'drop',
          reason: text,
          failed: index % 2 === 0 ? text : undefined,
        },
      ] as const,
  )
  await page.route(`${origin}/v1/session`, json({ csrf: 'x', expires: 0 }))
  await page.route(`${origin}/dashboard/nodes`, json({ nodes: HOSTILE.slice(0, 8) }))
  await page.route(`${origin}/v1/status`, json(status))
  await page.route(`${origin}/v1/peers?*`, json({ total: peers.length, peers }))
  await page.route(`${origin}/v1/config`, json(config))
  await page.route(`${origin}/v1/messages?*`, json({ total: HOSTILE.length, messages: HOSTILE }))
  await page.route(`${origin}/v1/events?*`, events(happened))
  await page.route(`${origin}/v1/trace?*`, events(taps))
  await page.route(
    `${origin}/v1/config/preview`,
    json({ file: HOSTILE[1], revision: 'r', diff: HOSTILE.map((text) => `+${text}`).join('\n') }),
  )
}

/** What hostile texts must not do: execute, add elements, or push the page out of the screen. */
async function expectHarmless(page: Page, where: string): Promise<void> {
  const state = await page.evaluate(() => ({
    executed: 'executed' in window,
    elements: document.querySelectorAll(
      'img, iframe, base, form[action], body style, body script, a[href^=java]',
    ).length,
    overflow: document.documentElement.scrollWidth - innerWidth,
    hidden: getComputedStyle(document.body).display === 'none',
    prototype: Object.keys(Object.prototype),
  }))
  expect(state, where).toEqual({
    executed: false,
    elements: 0,
    overflow: expect.toSatisfy((pixels: number) => pixels <= 0),
    hidden: false,
    prototype: [],
  })
  const text = (await page.locator('body').textContent()) ?? ''
  // Invisible characters, and those that change the direction of text, are written out.
  expect(text, where).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
}

describe('hostile texts', () => {
  it.each([360, 1200])('do nothing in any view at %d pixels', async (width) => {
    const node = await start()
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width, height: 800 } })
    onTestFinished(() => context.close())
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    const problems: string[] = []
    page.on('pageerror', ({ message }) => problems.push(message))
    page.on('console', (entry) => entry.type() === 'error' && problems.push(entry.text()))
    page.on('dialog', (dialog) => problems.push(dialog.message()))
    await answerHostile(page, originOf(node))
    await page.goto(`${originOf(node)}/dashboard/#login=x`)
    await page.getByText('peers alive').first().waitFor()

    await page
      .locator('tbody tr')
      .nth(HOSTILE.length - 1)
      .waitFor()
    await expectHarmless(page, 'Network')
    await page.locator('tbody button.link').first().click()
    await expectHarmless(page, 'Network, a peer selected')

    await show(page, 'Messages')
    await page
      .locator('.waiting li')
      .nth(HOSTILE.length - 1)
      .waitFor()
    await page.locator('.events tbody tr').first().waitFor()
    await expectHarmless(page, 'Messages')
    await page.getByLabel('Messages that contain').fill('x')
    await page.getByRole('button', { name: 'Trace', exact: true }).first().click()
    await page.locator('.passages > li').first().waitFor()
    await expectHarmless(page, 'Trace')

    await show(page, 'Charts')
    await expectHarmless(page, 'Charts')

    await show(page, 'Plugins')
    await page
      .locator('.plugins > li')
      .nth(HOSTILE.length - 1)
      .waitFor()
    for (const summary of (await page.locator('summary').all()).slice(0, 3)) await summary.click()
    await expectHarmless(page, 'Plugins')

    await show(page, 'Config')
    await page
      .locator('tbody tr')
      .nth(HOSTILE.length - 1)
      .waitFor()
    await expectHarmless(page, 'Config')
    await page.getByRole('button', { name: /^Edit/ }).first().click()
    await page.getByRole('button', { name: 'Preview the change' }).click()
    await page
      .locator('.diff span')
      .nth(HOSTILE.length - 1)
      .waitFor()
    await expectHarmless(page, 'Preview of an edit')

    expect(problems).toEqual([])
    expect(page.url()).toBe(`${originOf(node)}/dashboard/#/config`)
  })
})
