import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Declarations } from '../declarations.ts'
import { hookReference } from '../page.ts'

const PAGE = fileURLToPath(new URL('../../../docs/plugins/hooks.md', import.meta.url))

describe('docs/plugins/hooks.md', () => {
  const declarations = new Declarations()

  it('is what the types say. `npx vitest run tools/hook-reference -u` writes it anew', async () => {
    await expect(hookReference(declarations)).toMatchFileSnapshot(PAGE)
  })

  it('has a sentence for every hook and every verdict', () => {
    for (const { name, doc } of declarations.hooks()) expect(doc, name).toMatch(/\.$/)
    for (const { name, doc } of declarations.verdicts()) expect(doc, name).toMatch(/\.$/)
  })
})
