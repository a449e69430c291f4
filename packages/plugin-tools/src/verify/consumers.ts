import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { onlyIn } from '../contract/doors.js'
import type { ContractIssue } from '../contract/task.js'

/** How many lines of an error of the compiler are shown: the rest are types within types. */
const SHOWN_LINES = 4
/** A module of each system: TypeScript loads the types of `import` and of `require` for them. */
const CONSUMERS = [
  ['consumer.mts', 'As ES module'],
  ['consumer.cts', 'As CommonJS'],
] as const

/**
 * Compiles an ES module and a CommonJS module that give the plugin to a node, and compares what
 * the two may import. Errors in the types of the plugin count, those in its dependencies do not.
 * A package without types has a rule of its own.
 *
 * @param folder the package is installed here, beside clacks
 * @param typeRoots where `@types/node` is, if the author has it
 */
export function checkConsumers(
  name: string,
  folder: string,
  typeRoots: readonly string[],
): readonly ContractIssue[] {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.Node16,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    strict: true,
    noEmit: true,
    typeRoots: [...typeRoots],
    types: typeRoots.length === 0 ? [] : ['node'],
  }
  const messages = new Set<string>()
  const names: ReadonlySet<string>[] = []
  let earlier: ts.Program | undefined
  for (const [file, how] of CONSUMERS) {
    const path = join(folder, file)
    writeFileSync(path, consumerOf(name))
    // Given the earlier program, the compiler reads each file once.
    const program: ts.Program = ts.createProgram([path], options, undefined, earlier)
    earlier = program
    const exported = exportsOf(name, path, program)
    if (exported === undefined) continue
    names.push(exported)
    for (const each of errorsIn(name, path, folder, program)) messages.add(`${how}: ${each}`)
  }
  const [imported, required] = names
  return [
    ...[...messages].map((message) => ({ check: 'compile', message })),
    ...(imported === undefined || required === undefined ? [] : differences(imported, required)),
  ]
}

/** The default export of a CommonJS package may be one level deeper in an ES module. */
function consumerOf(name: string): string {
  return `import { Clacks } from 'clacks'
import plugin from '${name}'

type Made<Factory> = Factory extends (...options: never) => infer Instance
  ? Instance
  : Factory extends { default: (...options: never) => infer Instance }
    ? Instance
    : Factory
declare const made: Made<typeof plugin>
new Clacks({ plugins: [made] })
`
}

/** The exported names, of values and types; undefined if the package has no types. */
function exportsOf(name: string, path: string, program: ts.Program): ReadonlySet<string> | undefined {
  const imports = program.getSourceFile(path)?.statements.filter(ts.isImportDeclaration) ?? []
  const specifier = imports
    .map((each) => each.moduleSpecifier)
    .find((each) => ts.isStringLiteral(each) && each.text === name)
  const checker = program.getTypeChecker()
  const symbol = specifier === undefined ? undefined : checker.getSymbolAtLocation(specifier)
  if (symbol === undefined) return undefined
  const names = checker.getExportsOfModule(symbol).map((each) => each.name)
  return new Set(names.filter((each) => each !== 'default' && each !== 'export='))
}

function errorsIn(name: string, path: string, folder: string, program: ts.Program): readonly string[] {
  const slashed = (file: string) => file.replaceAll('\\', '/')
  const own = `${slashed(folder)}/node_modules/${name}/`
  const isOwn = (file: string) => file.startsWith(own) && !file.slice(own.length).includes('node_modules/')
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName === slashed(path) || isOwn(fileName))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ file, start, code, messageText }) => {
      const lines = ts.flattenDiagnosticMessageText(messageText, '\n').split('\n').slice(0, SHOWN_LINES)
      return `${placeIn(own, file, start)}TS${code}: ${lines.join('\n')}`
    })
}

/** The place of an error in a file of the package; nothing for an error in the consumer. */
function placeIn(own: string, file: ts.SourceFile | undefined, start: number | undefined): string {
  if (file === undefined || start === undefined || !file.fileName.startsWith(own)) return ''
  const { line, character } = file.getLineAndCharacterOfPosition(start)
  return `${file.fileName.slice(own.length)}(${line + 1},${character + 1}): `
}

function differences(imported: ReadonlySet<string>, required: ReadonlySet<string>): readonly ContractIssue[] {
  const missingIn = (names: ReadonlySet<string>, others: ReadonlySet<string>) =>
    [...others].filter((name) => !names.has(name))
  return [
    ...missingIn(required, imported).map((name) => onlyIn('import', name)),
    ...missingIn(imported, required).map((name) => onlyIn('require', name)),
  ].map((message) => ({ check: 'same-exports', message }))
}
