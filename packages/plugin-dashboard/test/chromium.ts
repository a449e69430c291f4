import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** Where systems install Chromium or Chrome. */
const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/chromium', import.meta.url))

/** Starts a Chromium: that of the system, or the one from npm. The caller closes it. */
export async function startChromium(): Promise<Browser> {
  const executablePath = SYSTEM.find((path) => existsSync(path)) ?? (await unpacked())
  // As root there is no sandbox; only pages of the tests are opened.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** The package unpacks its browser into the temporary folder: here one that stays. */
async function unpacked(): Promise<string> {
  const { TMPDIR } = process.env
  mkdirSync(CACHE, { recursive: true })
  process.env.TMPDIR = CACHE
  try {
    return await sparticuz.executablePath()
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
}
