import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../src/', import.meta.url))

/** Lowest first. A module only imports from lower layers, types included: there are no cycles. */
const LAYERS: readonly (readonly string[])[] = [
  ['error-catalogue'],
  [
    'decimal-multiple-of',
    'did-you-mean',
    'errors',
    'function-option',
    'histogram',
    'issue',
    'known-address',
    'line-reader',
    'printable',
  ],
  [
    'json-schema',
    'input-lines',
    'address',
    'network-range',
    'clock',
    'counters',
    'random',
    'schema-issues',
    'url-secrets',
    'version',
  ],
  ['log'],
  ['settings', 'state'],
  ['wire', 'transport', 'peers'],
  ['queue'],
  ['hooks'],
  ['inbound', 'outbound', 'plugins'],
  ['options'],
  ['components'],
  ['measure'],
  ['node'],
  ['config', 'testing', 'compat'],
  ['reload'],
  ['control'],
  ['exports'],
  ['index', 'cli'],
]

/**
 * Files that may use the time or randomness of the machine. All others get a Clock and a Random.
 */
const MACHINE = [
  'clock.ts',
  'random.ts',
  // Real sockets use real time.
  /^transport\/(?!memory|transport)/,
  // It waits for real threads, outside of virtual time.
  'testing/settled.ts',
  // Handles of the process close in real time.
  'testing/plugin-checks/lifetime.ts',
]
const MACHINE_MEMBERS = /^(?:globalThis\.)?(?:Date\.now|performance\.now|Math\.random|process\.hrtime)$/
const MACHINE_CALLS = /^(?:globalThis\.)?(?:Date|setTimeout|setInterval|setImmediate)$/

const MAX_LINES = 300
/** A public class whose members are mostly docstrings and delegation. */
const LONGER: Readonly<Record<string, number>> = { 'testing/network.ts': 400 }

interface SourceFile {
  /** Relative to `src/`, with slashes. */
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

const targetsOf = new Map(files.map(({ path, tree }) => [path, importsOf(path, tree)]))
const imports = [...targetsOf].flatMap(([from, targets]) => targets.map((to) => ({ from, to })))

describe('the architecture', () => {
  it('has source files', () => {
    expect(files.length).toBeGreaterThan(60)
  })

  it('has a layer for every module', () => {
    const modules = new Set(files.map(({ path }) => moduleOf(path)))
    expect([...modules].filter((module) => layerOf(module) < 0)).toEqual([])
  })

  it('imports from lower layers only, types included', () => {
    const against = imports
      .filter(({ from, to }) => moduleOf(from) !== moduleOf(to))
      .filter(({ from, to }) => layerOf(moduleOf(to)) >= layerOf(moduleOf(from)))
      .map(({ from, to }) => `${from} -> ${to}`)
    expect(against).toEqual([])
  })

  it('has no import cycle, types included', () => {
    expect(circles()).toEqual([])
  })

  it('has these imports between modules', () => {
    expect(`\n${arrows().join('\n')}\n`).toMatchInlineSnapshot(`
      "
      errors -> error-catalogue
      json-schema -> decimal-multiple-of
      input-lines -> errors, line-reader
      address -> errors, known-address
      counters -> histogram
      schema-issues -> did-you-mean, issue
      log -> printable, clock
      settings -> errors, issue, address, network-range, schema-issues
      state -> errors, log
      wire -> errors, issue, address
      transport -> did-you-mean, errors, issue, address, network-range, clock, random, log, settings, state
      peers -> errors, known-address, address, network-range, clock, random, log, settings, state
      queue -> errors, address, network-range, clock, random, log, settings, wire, peers
      hooks -> errors, address, peers, queue
      inbound -> errors, address, network-range, clock, counters, settings, wire, transport, peers, queue, hooks
      outbound -> errors, printable, address, clock, counters, random, settings, wire, transport, peers, queue, hooks
      plugins -> decimal-multiple-of, did-you-mean, errors, function-option, histogram, issue, address, clock, counters, random, schema-issues, version, log, settings, wire, transport, peers, queue, hooks
      options -> clock, random, log, settings, transport, plugins
      components -> errors, address, network-range, clock, counters, random, version, log, settings, state, wire, transport, peers, queue, hooks, inbound, outbound, plugins, options
      measure -> queue, plugins, components
      node -> errors, address, clock, settings, wire, transport, peers, queue, hooks, plugins, options, components, measure
      config -> error-catalogue, did-you-mean, errors, issue, printable, schema-issues, url-secrets, version, log, settings, state, transport, plugins, options, node
      testing -> did-you-mean, errors, issue, address, clock, random, schema-issues, log, settings, wire, transport, peers, hooks, plugins, options, node
      compat -> errors, peers, queue, hooks, plugins, node
      reload -> did-you-mean, errors, address, clock, transport, plugins, options, node, config
      control -> error-catalogue, errors, line-reader, address, clock, version, state, wire, peers, hooks, plugins, node, config, reload
      exports -> error-catalogue, decimal-multiple-of, errors, function-option, histogram, issue, printable, input-lines, address, clock, counters, random, schema-issues, url-secrets, version, log, settings, state, wire, transport, peers, queue, hooks, plugins, options, node, config, reload
      index -> config, exports
      cli -> error-catalogue, did-you-mean, errors, printable, input-lines, address, clock, version, log, settings, state, wire, transport, peers, hooks, plugins, node, config, reload, control, exports
      "
    `)
  })

  it('uses the time and randomness of the machine in few files', () => {
    const asking = files
      .filter(
        ({ path }) =>
          !MACHINE.some((place) => (typeof place === 'string' ? place === path : place.test(path))),
      )
      .flatMap(({ path, tree }) => callsOf(tree).map((call) => `${path}: ${call}`))
    expect(asking).toEqual([])
  })

  it('recognises an error of another copy of the package', () => {
    // A plugin of another installation, or the CommonJS copy, throws errors of another class.
    const asking = files.filter(({ tree }) => /instanceof ClacksError/.test(tree.text))
    expect(asking.map(({ path }) => path)).toEqual([])
  })

  it('has no catch-all module or file', () => {
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

/** The folder of a file; for a file beside the folders, its own name. */
function moduleOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : path.replace(/\.ts$/, '')
}

function layerOf(module: string): number {
  return LAYERS.findIndex((layer) => layer.includes(module))
}

/** `module -> the modules that it imports from`, lowest first. */
function arrows(): string[] {
  return LAYERS.flat().flatMap((module) => {
    const targets = new Set(
      imports.filter(({ from }) => moduleOf(from) === module).map(({ to }) => moduleOf(to)),
    )
    targets.delete(module)
    const inOrder = LAYERS.flat().filter((target) => targets.has(target))
    return inOrder.length === 0 ? [] : `${module} -> ${inOrder.join(', ')}`
  })
}

/** Files that import each other, directly or indirectly (strongly connected components). */
function circles(): string[][] {
  const found: string[][] = []
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const visit = (path: string): number => {
    const index = order.size
    order.set(path, index)
    lowest.set(path, index)
    stack.push(path)
    for (const to of targetsOf.get(path) ?? []) {
      const reached = order.has(to) ? (stack.includes(to) ? order.get(to) : undefined) : visit(to)
      lowest.set(path, Math.min(lowest.get(path) ?? index, reached ?? index))
    }
    if (lowest.get(path) === index) {
      const circle = stack.splice(stack.indexOf(path))
      if (circle.length > 1) found.push(circle.sort())
    }
    return lowest.get(path) ?? index
  }
  for (const { path } of files) if (!order.has(path)) visit(path)
  return found.sort()
}

/** The files that a file imports or re-exports from, types included. */
function importsOf(path: string, tree: ts.SourceFile): string[] {
  const found: string[] = []
  const note = (specifier: ts.Expression | undefined): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return
    const target = posix.join(dirname(path), specifier.text)
    // ../package.json is outside of the sources.
    if (!target.startsWith('..')) found.push(target.replace(/\.js$/, '.ts'))
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) note(node.moduleSpecifier)
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) note(node.argument.literal)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      note(node.arguments[0])
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** The calls in a file that read the time or randomness of the machine. */
function callsOf(tree: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const text = ts.isPropertyAccessExpression(node) ? node.getText(tree) : ''
    if (MACHINE_MEMBERS.test(text)) found.push(text)
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const called = node.expression.getText(tree)
      // `new Date(time)` does not read the clock.
      if (MACHINE_CALLS.test(called) && !(called === 'Date' && node.arguments?.length)) found.push(called)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}
