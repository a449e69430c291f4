import { join } from 'node:path'
import { ERROR_CATALOGUE } from 'clacks'
import { describe, expect, it } from 'vitest'
import { ROOT } from './pages.js'

describe('docs/errors.md', () => {
  it('is the catalogue', async () => {
    await expect(page()).toMatchFileSnapshot(join(ROOT, 'docs/errors.md'))
  })
})

/** The whole page. `npx vitest run errors -u` writes it anew. */
function page(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, [meaning, remedy]]) => `| \`${code}\` | ${meaning} | ${remedy} |`,
  )
  return `# Errors

Every error that clacks throws is a \`ClacksError\` with one of these codes. Its message says what was wrong, where, what was found, and
what to do; \`cause\` is the error behind it, where there is one. A \`PluginError\` also names the \`plugin\` and the \`hook\`, a
\`ConfigError\` has all \`faults\`. A code keeps its meaning; one that is retired is not used again.

The command exits with 0 (done), 1 (something failed while it ran), 2 (the command line or the config was wrong) or 130 (Ctrl-C while it
was stopping already).

This page is made of [errors.ts](../packages/clacks/src/errors.ts) by a test.

| code | meaning | what to do |
|---|---|---|
${rows.join('\n')}
`
}
