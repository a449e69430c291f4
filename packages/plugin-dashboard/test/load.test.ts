import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { startChromium } from './chromium.js'
import { open, show, start } from './running.js'

let browser: Browser
beforeAll(async () => {
  browser = await startChromium()
})
afterAll(() => browser.close())

it('the page stays bounded and usable with 2,000 peers and a flood of events', async () => {
  const node = await start()
  for (let port = 1; port <= 2_000; port++) node.addPeer('peer.example', port)
  const context = await browser.newContext({ locale: 'en-GB' })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await open(page, node)
  await page.getByRole('img', { name: 'Graph of 2001 nodes and peers' }).waitFor()
  await page.locator('tbody tr').nth(99).waitFor()
  expect(await page.locator('tbody tr').count()).toBe(100)

  let count = 0
  const flood = setInterval(() => {
    for (let each = 0; each < 200; each++) node.enqueue({ count: count++ })
  }, 20)
  onTestFinished(() => clearInterval(flood))
  await show(page, 'Messages')
  await page.getByText('A sample is listed').waitFor()
  await page.waitForFunction(
    () => Number(/([\d,]+) seen/.exec(document.body.innerText)?.[1]?.replaceAll(',', '')) > 10_000,
  )
  expect(await page.locator('.events tbody tr').count()).toBeLessThanOrEqual(60)
  await page.locator('.waiting li').nth(9).waitFor()
  expect(await page.locator('.waiting li').count()).toBe(10)
  await page.getByText('A sample is drawn').waitFor()
  await show(page, 'Network')
  await page.getByLabel('Filter by address or status').fill(':1999')
  await page.getByText('1 peer.').waitFor()
})
