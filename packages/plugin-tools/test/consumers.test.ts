import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { exportDifferences } from '../src/contract/doors.js'
import { typeRootsOf } from '../src/verify/companions.js'
import { checkConsumers } from '../src/verify/consumers.js'
import { installed, NAME } from './installed.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const CJS = "import type * as Module from './index.js' with { 'resolution-mode': 'import' }\n"
const ESM = `import type { Plugin } from 'clacks'
export interface Suffix { suffix?: string }
declare const shout: (options?: Suffix) => Plugin
export default shout
`

const issuesOf = (files: Record<string, string>) =>
  checkConsumers(NAME, installed(files), typeRootsOf(HERE)).map(
    ({ check, message }) => `${check}: ${message}`,
  )

describe('a consumer of the types of a plugin', () => {
  it('compiles, with `export =` and with a default export, with a type in a namespace', () => {
    expect(issuesOf({})).toEqual([])
    const merged = `declare const shout: typeof Module.default
declare namespace shout { export type Suffix = Module.Suffix }
export = shout
`
    expect(issuesOf({ 'code/index.d.ts': ESM, 'code/index.d.cts': CJS + merged })).toEqual([])
  })

  it('is not compiled if there are no types: that is another rule', () => {
    expect(issuesOf({ 'package.json': `{ "name": "${NAME}", "exports": "./code/index.js" }` })).toEqual([])
  })

  it('in CommonJS shows a name that is not there any more, and a type that was forgotten', () => {
    const stale = `export const send: typeof Module.send
declare const shout: typeof Module.default
export default shout
`
    expect(issuesOf({ 'code/index.d.ts': ESM, 'code/index.d.cts': CJS + stale })).toEqual([
      expect.stringMatching(
        /^compile: As CommonJS: code\/index\.d\.cts\(2,34\): TS2339: Property 'send' does/,
      ),
      'same-exports: `import` has `Suffix`, `require` does not.',
      'same-exports: `require` has `send`, `import` does not.',
    ])
  })

  it('shows the types that a node does not take', () => {
    const other = 'declare const shout: () => { name: number }\nexport = shout\n'
    expect(issuesOf({ 'code/index.d.cts': other })).toEqual([
      expect.stringMatching(/^compile: As CommonJS: TS2322: Type '\{ name: number; \}' is not assignable/),
    ])
  })
})

describe('the names of `import` and `require`', () => {
  const plugin = () => undefined
  it.each([
    [{ default: plugin }, plugin, []],
    [{ default: plugin }, { __esModule: true, default: plugin }, []],
    [{ default: plugin, send: 1 }, Object.assign(() => undefined, { send: 1, definition: {} }), []],
    [{ default: plugin, 'module.exports': plugin }, plugin, []],
    [{ default: plugin, send: 1 }, plugin, ['`import` has `send`, `require` does not.']],
    [{ default: plugin }, { send: undefined }, ['`require` has `send`, `import` does not.']],
    [{ send: 1 }, { send: undefined }, ['`import` has `send`, `require` does not.']],
  ])('%j and %j', (imported, required, differences) => {
    expect(exportDifferences(imported, required)).toEqual(differences)
  })
})
