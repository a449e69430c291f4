import { join } from 'node:path'
import { ERROR_CATALOGUE } from 'clacks'
import { describe, expect, it } from 'vitest'
import { ROOT } from './pages.js'

describe('docs/errors.md', () => {
  it('lists the catalogue', async () => {
    await expect(page()).toMatchFileSnapshot(join(ROOT, 'docs/errors.md'))
  })
})

/** The whole page. `npx vitest run errors -u` updates it. */
function page(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, [meaning, remedy]]) => `| \`${code}\` | ${meaning} | ${remedy} |`,
  )
  return `# Errors

Every error that clacks throws is a \`ClacksError\` with one of these codes. Its message says what is wrong, where, and what to do;
\`cause\` is the original error, if any. A \`PluginError\` also has the \`plugin\` and the \`hook\`; a \`ConfigError\`, an \`OptionsError\`
and a \`PluginOptionsError\` list all \`issues\`. A code keeps its meaning, and a retired code is never used again.

The command exits with 0 (success), 1 (a failure at run time), 2 (a wrong command line or config) or 130 (Ctrl-C while it was
stopping already).

A test generates this page from [error-catalogue.ts](../packages/clacks/src/error-catalogue.ts).

| code | meaning | what to do |
|---|---|---|
${rows.join('\n')}
`
}
