import { definePlugin } from 'clacks'
import { pluginChecks } from 'clacks/testing'
import { expect, it } from 'vitest'
import { RULES } from '../src/verify/rules/rules.js'
import { rulesPage } from './rules-page.js'

it('gives every rule a unique id', () => {
  const ids = RULES.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

it('keeps docs/plugins/rules.md up to date', async () => {
  const plugin = definePlugin({ name: 'any', setup: () => undefined })
  const suite = pluginChecks(plugin).map(({ name }) => name)
  await expect(rulesPage(RULES, suite)).toMatchFileSnapshot('../../../docs/plugins/rules.md')
})
