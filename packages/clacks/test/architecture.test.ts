import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../src/', import.meta.url))

const GROUND = ['errors', 'clock', 'random', 'log', 'settings', 'counters', 'version']
const DATA = [...GROUND, 'wire', 'transport', 'queue', 'peers']
const ACTORS = [...DATA, 'hooks']
const NODE = [...ACTORS, 'inbound', 'outbound', 'plugins', 'defaults', 'options', 'live-settings']
const AROUND = [...NODE, 'node']

/** Whose values each room, or file beside the rooms, may use. Types may be imported from anywhere. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(GROUND.map((name) => [name, ['errors']])),
  wire: GROUND,
  transport: GROUND,
  queue: [...GROUND, 'wire'],
  peers: [...GROUND, 'wire'],
  hooks: DATA,
  inbound: ACTORS,
  outbound: ACTORS,
  plugins: ACTORS,
  defaults: [...GROUND, 'wire'],
  options: NODE,
  'live-settings': [...GROUND, 'defaults'],
  rooms: NODE,
  node: [...NODE, 'rooms'],
  config: AROUND,
  reload: [...AROUND, 'config'],
  control: [...AROUND, 'config', 'reload'],
  testing: AROUND,
  compat: AROUND,
  cli: [...AROUND, 'config', 'reload', 'control'],
  index: [...AROUND, 'config'],
}

/** Arrows that run the other way, with the reason. */
const EXCEPTIONS: readonly string[] = [
  // A config imports `clacks`: it is handed the very copy that loads it, at run time.
  'config/code-source.ts -> index',
]

/** Files that may ask the machine for the time, wait or draw lots: all others are handed a Clock and a Random. */
const MACHINE = [
  'clock.ts',
  'random.ts',
  // Real sockets live in real time.
  /^transport\/(?!memory|transport)/,
  // It waits for real threads, outside of the virtual time.
  'testing/settled.ts',
  // Handles of the machine are closed in real time.
  'testing/plugin-checks/lifetime.ts',
]
const MACHINE_MEMBERS = /^(?:globalThis\.)?(?:Date\.now|performance\.now|Math\.random|process\.hrtime)$/
const MACHINE_CALLS = /^(?:globalThis\.)?(?:Date|setTimeout|setInterval|setImmediate)$/

const MAX_LINES = 300
/** A public class whose members are mostly docstrings and hand-overs. */
const LONGER: Readonly<Record<string, number>> = { 'testing/network.ts': 400 }

interface SourceFile {
  /** From `src/`, with slashes. */
  readonly path: string
  readonly tree: ts.SourceFile
}

const files: readonly SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({
    path,
    tree: ts.createSourceFile(path, readFileSync(join(SRC, path), 'utf8'), ts.ScriptTarget.Latest, true),
  }))

describe('the house', () => {
  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(60)
  })

  it('has a rule for every room', () => {
    expect([...new Set(files.map(({ path }) => roomOf(path)))].filter((room) => !(room in MAY_USE))).toEqual(
      [],
    )
  })

  it('imports values one way', () => {
    const against = files.flatMap(({ path, tree }) =>
      importsOf(path, tree)
        .filter(({ isType }) => !isType)
        .map(({ room }) => room)
        .filter((room) => room !== roomOf(path) && !MAY_USE[roomOf(path)]?.includes(room))
        .map((room) => `${path} -> ${room}`),
    )
    expect(against.filter((arrow) => !EXCEPTIONS.includes(arrow))).toEqual([])
  })

  it('keeps inbound and outbound apart, types included', () => {
    const rooms = ['inbound', 'outbound']
    const meetings = files
      .filter(({ path }) => rooms.includes(roomOf(path)))
      .flatMap(({ path, tree }) => importsOf(path, tree).map(({ room }) => ({ path, room })))
      .filter(({ path, room }) => rooms.includes(room) && room !== roomOf(path))
    expect(meetings).toEqual([])
  })

  it('keeps the transport from knowing of payloads, types included', () => {
    const known = files
      .filter(({ path }) => roomOf(path) === 'transport')
      .flatMap(({ path, tree }) => importsOf(path, tree).map(({ room }) => `${path} -> ${room}`))
    expect(known.filter((arrow) => arrow.endsWith('-> wire'))).toEqual([])
  })

  it('asks the machine for time and lots in few places', () => {
    const asking = files
      .filter(
        ({ path }) =>
          !MACHINE.some((place) => (typeof place === 'string' ? place === path : place.test(path))),
      )
      .flatMap(({ path, tree }) => callsOf(tree).map((call) => `${path}: ${call}`))
    expect(asking).toEqual([])
  })

  it('has no room and no file for what has no name', () => {
    const nameless = files.filter(({ path }) =>
      /(?:^|\/)(?:utils?|helpers?|common|shared|lib|misc)(?:[./-]|$)/.test(path),
    )
    expect(nameless.map(({ path }) => path)).toEqual([])
  })

  it(`has no file of more than ${MAX_LINES} lines`, () => {
    const long = files.map(({ path, tree }) => [path, tree.getLineStarts().length - 1] as const)
    expect(long.filter(([path, lines]) => lines > (LONGER[path] ?? MAX_LINES))).toEqual([])
  })
})

/** The room of a file, or its own name where it stands beside the rooms. */
function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : path.replace(/\.ts$/, '')
}

function importsOf(path: string, tree: ts.SourceFile): { readonly room: string; readonly isType: boolean }[] {
  const found: { room: string; isType: boolean }[] = []
  const note = (specifier: ts.Expression | undefined, isType: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return
    const target = posix.join(dirname(path), specifier.text)
    // ../package.json is no room.
    if (!target.startsWith('..')) found.push({ room: roomOf(target.replace(/\.js$/, '.ts')), isType })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) note(node.moduleSpecifier, isTypeImport(node.importClause))
    if (ts.isExportDeclaration(node)) note(node.moduleSpecifier, isTypeExport(node))
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      note(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  const { namedBindings } = clause
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  if (clause.name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings))
    return false
  return namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
}

function isTypeExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly || exportClause === undefined || !ts.isNamedExports(exportClause)) return isTypeOnly
  return exportClause.elements.every((element) => element.isTypeOnly)
}

/** What a file uses that would bring in the machine's own time or randomness. */
function callsOf(tree: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const text = ts.isPropertyAccessExpression(node) ? node.getText(tree) : ''
    if (MACHINE_MEMBERS.test(text)) found.push(text)
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const called = node.expression.getText(tree)
      // `new Date(time)` only shows a time.
      if (MACHINE_CALLS.test(called) && !(called === 'Date' && node.arguments?.length)) found.push(called)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}
