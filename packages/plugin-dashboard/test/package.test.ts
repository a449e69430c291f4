import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { DASHBOARD_OPTIONS } from '../src/options.js'

const PAGE = fileURLToPath(new URL('../dist/page', import.meta.url))

test('schema.json holds the options that the plugin checks', async () => {
  const text = await readFile(new URL('../schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(text)).toEqual(DASHBOARD_OPTIONS)
})

test('the README has every option with its default', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  for (const [name, option] of Object.entries(DASHBOARD_OPTIONS.properties)) {
    const value = JSON.stringify(option.default).replaceAll('"', "'")
    expect(readme).toContain(`| \`${name}\` | \`${value}\` | ${option.description} |`)
  }
})

test('the page is at most 150 KB compressed', async () => {
  const entries = await readdir(PAGE, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))))
  const size = texts.reduce((sum, text) => sum + gzipSync(text).length, 0)
  expect(size).toBeGreaterThan(10_000)
  expect(size).toBeLessThanOrEqual(150_000)
})

test('the page has no inline script or style, and names no other host', async () => {
  const html = await readFile(join(PAGE, 'index.html'), 'utf8')
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|style=|\son\w+=/)
  expect(html).not.toMatch(/(?:src|href)="(?!\.\/assets\/|data:,")/)
})
