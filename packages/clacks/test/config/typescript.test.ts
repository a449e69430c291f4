import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/read/load-config.js'
import { type Files, folderWith } from './folder.js'

/**
 * A `typescript` package that cannot be used: TypeScript 7 has no compiler API, and another version
 * may be broken.
 */
const withTypeScript = (version: string): Files => ({
  'node_modules/typescript/package.json': { name: 'typescript', version, main: './index.js' },
  'node_modules/typescript/index.js': "throw new Error('nobody may load me')",
})

const PORT = "import type { Config } from 'clacks'\nimport { port } from './port.js'\n"
const WRITTEN: Readonly<Record<string, string>> = {
  'clacks.config.ts': `${PORT}export default { port } satisfies Config`,
  'clacks.config.mts': `${PORT}const found: number = await Promise.resolve(port)\nexport default { port: found }`,
  'clacks.config.cts': "const { port } = require('./port.ts') as { port: number }\nexport = { port }",
}

describe.each(Object.entries(WRITTEN))('%s loads', (name, text) => {
  it.each(['module', 'commonjs', undefined])('in a package of type %s', async (type) => {
    const cwd = folderWith({
      'package.json': { name: 'x', ...(type !== undefined && { type }) },
      'port.ts': 'enum Port { Own = 9000 }\nexport const port: number = Port.Own',
      [name]: text,
    })
    expect((await loadConfig(undefined, { cwd, env: {} })).config).toEqual({ port: 9000 })
  })

  it.each(['5.9.3', '7.0.2'])('with typescript %s, which is not used', async (version) => {
    const cwd = folderWith({
      ...withTypeScript(version),
      'port.ts': 'export const port = 9000',
      [name]: text,
    })
    expect((await loadConfig(undefined, { cwd, env: {} })).config).toEqual({ port: 9000 })
  })
})
