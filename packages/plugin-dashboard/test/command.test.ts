import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startChromium } from './chromium.js'
import { show, temporaryFolder } from './running.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CLACKS = join(ROOT, 'packages/clacks/bin/clacks.js')

let browser: Browser
beforeAll(async () => {
  browser = await startChromium()
})
afterAll(() => browser.close())

function clacks(folder: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [CLACKS, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', DISPLAY: undefined, WAYLAND_DISPLAY: undefined, NODE_OPTIONS: '' },
  })
}

/** Starts a node with a config, and waits until it listens. Needs the packages to be built. */
async function startNode(config: string): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = temporaryFolder()
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const file = join(folder, 'clacks.config.yaml')
  writeFileSync(file, config)
  const child = clacks(folder, ['start'])
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let output = ''
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('fingerprint')) resolve()
      })
    child.once('close', () => reject(new Error(output)))
  })
  return { folder, file }
}

/** Runs a command and returns its output. */
async function run(folder: string, args: readonly string[]): Promise<{ code: unknown; output: string }> {
  const child = clacks(folder, args)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const [code]: unknown[] = await once(child, 'close')
  return { code, output }
}

async function openPage(folder: string): Promise<Page> {
  const { code, output } = await run(folder, ['dashboard', '--json'])
  expect(code, output).toBe(0)
  const { address, opened } = JSON.parse(output)
  expect(opened).toBe(false)
  const context = await browser.newContext({ locale: 'en-GB' })
  onTestFinished(() => context.close())
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.goto(address)
  await page.getByText('peers alive').first().waitFor()
  return page
}

const CONFIG = `hostname: localhost
port: 0
sendrate: 3 # slow
plugins:
  - [gateway, { port: 0 }]
  - dashboard
  - [message-formatter, { required: [text] }]
`

describe('clacks dashboard', () => {
  it('prints an address that logs in; adds the plugins to the config if asked to', async () => {
    const { folder, file } = await startNode('hostname: localhost\nport: 0\nplugins: []\n')
    const without = await run(folder, ['dashboard', '--no-open'])
    expect(without.code).not.toBe(0)
    expect(without.output).toContain('clacks dashboard --add')

    // On another port than the default, on which something else may listen.
    writeFileSync(file, 'hostname: localhost\nport: 0\nplugins:\n  - [gateway, { port: 0 }]\n')
    expect((await run(folder, ['apply'])).code).toBe(0)
    const page = await run(folder, ['dashboard', '--no-open'])
    expect(page.output).toContain('serves no page')

    const added = await run(folder, ['dashboard', '--add', '--no-open'])
    expect(added.output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dashboard\/#login=\S+$/m)
    expect(readFileSync(file, 'utf8')).toContain('dashboard')
  })

  it('fails where no node runs', async () => {
    const { code, output } = await run(temporaryFolder(), ['dashboard', '--no-open'])
    expect(code).not.toBe(0)
    expect(output).toMatch(/No node is running|not installed/)
  })
})

describe('the config', () => {
  it('shows where each value comes from, and applies an edit after a preview', async () => {
    const { folder, file } = await startNode(CONFIG)
    const page = await openPage(folder)
    await show(page, 'Config')
    const row = page.getByRole('row', { name: /^sendrate/ })
    await row.getByText('file clacks.config.yaml, line 3').waitFor()
    await page
      .getByRole('row', { name: /^killtimeout/ })
      .getByText('default')
      .waitFor()

    await page.getByRole('button', { name: 'Edit sendrate' }).click()
    const editor = page.getByRole('form', { name: 'Edit sendrate' })
    await editor.getByRole('textbox').fill('not json')
    await editor.getByRole('button', { name: 'Preview the change' }).click()
    await page.getByText('That is not valid JSON.').waitFor()
    await editor.getByRole('textbox').fill('7')
    await editor.getByRole('button', { name: 'Preview the change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('+sendrate: 7 # slow').waitFor()
    expect(readFileSync(file, 'utf8')).toBe(CONFIG)

    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.getByText('Written and taken over').waitFor()
    expect(readFileSync(file, 'utf8')).toBe(CONFIG.replace('3 #', '7 #'))
    await dialog.getByRole('button', { name: 'Close' }).click()
    await row.getByText('7', { exact: true }).waitFor()
  })

  it('reports what is invalid, and leaves the file', async () => {
    const { folder, file } = await startNode(CONFIG)
    const page = await openPage(folder)
    await show(page, 'Config')
    await page.getByRole('button', { name: 'Edit sendrate' }).click()
    const editor = page.getByRole('form', { name: 'Edit sendrate' })
    await editor.getByRole('textbox').fill('"fast"')
    await editor.getByRole('button', { name: 'Preview the change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.getByText('Failed:').waitFor()
    expect(readFileSync(file, 'utf8')).toBe(CONFIG)
  })
})

describe('the options of a plugin', () => {
  it('are a form made from its schema; a plugin is turned off and on', async () => {
    const { folder, file } = await startNode(CONFIG)
    const page = await openPage(folder)
    await show(page, 'Plugins')
    await page.getByText('Options of message-formatter').first().click()
    const form = page.getByRole('form', { name: 'Options of message-formatter' })
    const required = form.getByLabel('required', { exact: true })
    expect(await required.inputValue()).toBe('text')
    await required.fill('text\nnumber')
    await form.getByRole('button', { name: 'Preview the change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.getByText('Written and taken over').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    expect(readFileSync(file, 'utf8')).toMatch(/required: \[\s*text,\s*number\s*\]/)

    await page.getByRole('button', { name: 'Turn off message-formatter' }).click()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.getByText('Written and taken over').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByText('○ off').waitFor()
    await page.getByRole('button', { name: 'Turn on message-formatter' }).click()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.getByText('Written and taken over').waitFor()
    expect(readFileSync(file, 'utf8')).toContain('number')
  })
})
