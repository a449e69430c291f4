import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Declarations } from '../declarations.ts'
import { hookReference } from '../page.ts'

const PAGE = fileURLToPath(new URL('../../../docs/plugins/hooks.md', import.meta.url))

describe('docs/plugins/hooks.md', () => {
  const declarations = new Declarations()

  it('is up to date with the types (`npx vitest run tools/hook-reference -u` updates it)', async () => {
    await expect(hookReference(declarations)).toMatchFileSnapshot(PAGE)
  })

  it('describes every hook and every verdict in sentences', () => {
    for (const { name, doc } of declarations.hooks()) expect(doc, name).toMatch(/\.$/)
    for (const { name, doc } of declarations.verdicts()) expect(doc, name).toMatch(/\.$/)
  })
})
