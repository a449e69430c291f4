import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { allPages, type CodeBlock, ROOT } from './pages.js'
import { SOURCE_PATHS } from './source-paths.js'

const blocks = allPages()
  .flatMap((page) => page.blocks)
  .filter(({ words }) => words[0] === 'ts')

describe('TypeScript in the documentation', () => {
  it('type-checks', { timeout: 120_000 }, () => {
    expect(blocks.length).toBeGreaterThan(5)
    expect(errorsIn(blocks)).toEqual([])
  })

  it('would report an error', { timeout: 120_000 }, () => {
    const wrong = {
      place: 'here:1',
      words: ['ts'],
      code: "import { Clacks } from 'clacks'\nnew Clacks({ prt: 1 })",
    }
    expect(errorsIn([wrong])).toEqual([expect.stringContaining("'prt' does not exist")])
  })
})

/** Checks each block as a separate module in `docs/`. */
function errorsIn(checked: readonly CodeBlock[]): readonly string[] {
  const sources = new Map(checked.map((block, index) => [join(ROOT, `docs/block-${index}.ts`), block]))
  const base = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(base.config, ts.sys, ROOT)
  const paths = Object.fromEntries(
    Object.entries(SOURCE_PATHS).map(([name, files]) => [name, files.map((file) => join(ROOT, file))]),
  )
  const settings: ts.CompilerOptions = { ...options, paths, noUnusedLocals: false, noUnusedParameters: false }
  const host = ts.createCompilerHost(settings)
  const { fileExists, getSourceFile } = host
  host.fileExists = (file) => sources.has(file) || fileExists(file)
  host.getSourceFile = (file, ...rest) => {
    const block = sources.get(file)
    if (block === undefined) return getSourceFile(file, ...rest)
    const source = ts.createSourceFile(file, block.code, rest[0])
    // The blocks are ES modules, like the packages.
    source.impliedNodeFormat = ts.ModuleKind.ESNext
    return source
  }
  const program = ts.createProgram([...sources.keys()], settings, host)
  return [...sources].flatMap(([file, { place }]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ start = 0, messageText, file: at }) => {
        const line = at === undefined ? 0 : at.getLineAndCharacterOfPosition(start).line
        return `${place} line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
      }),
  )
}
