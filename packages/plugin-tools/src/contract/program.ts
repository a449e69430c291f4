/**
 * Runs in the folder in which the plugin and a version of clacks are installed. It is copied
 * there, so that `import 'clacks'` resolves to that version. Reads `task.json`, writes
 * `result.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createNode, loadConfig, type PluginInput } from 'clacks'
// Node 20 may find a linked clacks under another path, as another copy, if a plugin is the first to
// import this after a node has run.
import 'clacks/control'
import { type PluginUnderTest, pluginChecks } from 'clacks/testing'
import { reasonOf } from '../reason-of.js'
import { exportDifferences } from './doors.js'
import { schemaDifferences } from './schema-differences.js'
import type { ContractIssue, ContractResult, ContractTask } from './task.js'

/** The time limit of one check of the suite, in real milliseconds. */
const CHECK_MS = 30_000
const FATAL_EVENTS = ['uncaughtException', 'unhandledRejection', 'exit', 'SIGINT', 'SIGTERM'] as const

/** Globals in which libraries of Standard Schema keep what their copies share. */
const OF_SCHEMA_LIBRARIES: ReadonlySet<string> = new Set([
  '__zod_globalConfig',
  '__zod_globalRegistry',
  '$ark',
])

const task: ContractTask = JSON.parse(readFileSync('task.json', 'utf8'))
const require = createRequire(join(process.cwd(), 'program.mjs'))
const issues: ContractIssue[] = []
let checks = 0

// Creates the certificate and loads the lazy modules of clacks before anything is compared.
await boot('./bare.config.json')
const traces = tracesInProcess()
const floating: string[] = []
const noteFloating = (reason: unknown): void => void floating.push(reasonOf(reason))
process.on('unhandledRejection', noteFloating)

const imported = await attempt('import', () => import(task.name))
const required = await attempt('require', () => require(task.name))
if (imported !== undefined && required !== undefined) {
  checks += 1
  for (const message of exportDifferences(imported, required)) issues.push({ check: 'same-exports', message })
}
const factory = factoryIn(imported)
if (imported !== undefined && factory === undefined)
  issues.push({ check: 'import', message: 'The default export is not a result of `definePlugin`.' })
const companions = await attempt('companions', () => companionsOf(factory))
if (companions !== undefined) {
  await attempt('config', () => boot('./clacks.config.json'))
  if (factory !== undefined) {
    await attempt('schema-current', async () => compareSchema(factory))
    await runSuite(factory, companions)
  }
}
process.off('unhandledRejection', noteFloating)
for (const [name, trace] of tracesInProcess())
  if (traces.get(name) !== trace) issues.push({ check: `process/${name}`, message: `It leaves ${trace}.` })
for (const reason of new Set(floating))
  issues.push({ check: 'floating', message: `Unhandled rejection: ${reason}` })

const result: ContractResult = { checks, issues }
writeFileSync('result.json', JSON.stringify(result))
process.exit(0)

async function boot(config: string): Promise<void> {
  const overrides = { hostname: '127.0.0.1', port: 0, idleAnnounce: 0 }
  const node = await createNode(config, { overrides })
  await node.start()
  await node.stop()
}

function compareSchema(plugin: Factory): void {
  const written: unknown = task.schema
  const { options } = plugin.definition
  if (written === undefined || options === undefined || '~standard' in options) return
  const differences = schemaDifferences(written, options)
  if (differences.length === 0) return
  throw new Error(
    `The schema in the package differs from the one that the plugin validates its options with:\n${differences.join('\n')}`,
  )
}

/** @throws Error if the plugin requires others */
async function companionsOf(plugin: Factory | undefined): Promise<readonly PluginInput[]> {
  const { plugins } = await loadConfig('./companions.config.json')
  const names = plugins.map((each) => each.name)
  const missing = (plugin?.definition.requires ?? []).filter((name) => !names.includes(name))
  if (missing.length === 0) return plugins
  throw new Error(`It requires ${missing.join(', ')}, which \`companions\` does not name.`)
}

async function runSuite(plugin: Factory, companions: readonly PluginInput[]): Promise<void> {
  const { valid, invalid, passing, changesInPlace } = task.settings
  const contract = {
    valid,
    invalid,
    changesInPlace,
    companions: () => companions,
    ...(passing === undefined ? {} : { passing }),
  }
  for (const { name, run } of pluginChecks(plugin, contract)) await attempt(`contract/${slug(name)}`, run)
}

async function attempt<Value>(check: string, run: () => Value | Promise<Value>): Promise<Value | undefined> {
  checks += 1
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It has not finished after ${CHECK_MS / 1000} s.`)), CHECK_MS)
  })
  try {
    return await Promise.race([run(), late])
  } catch (thrown) {
    issues.push({ check, message: reasonOf(thrown) })
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

type Factory = PluginUnderTest<unknown> & {
  readonly definition: { readonly options?: object; readonly requires?: readonly string[] }
}

function factoryIn(module: unknown): Factory | undefined {
  const isFactory = (value: unknown): value is Factory => typeof value === 'function' && 'definition' in value
  const exported = typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : undefined
  // The `default` of a CommonJS package is one level deeper.
  const inner =
    typeof exported === 'object' && exported !== null ? Reflect.get(exported, 'default') : undefined
  return [exported, inner].find(isFactory)
}

/**
 * What a plugin may have changed in the process, by name: listeners, globals, and the switch that
 * turns TLS checks off.
 */
function tracesInProcess(): ReadonlyMap<string, string> {
  const traces = new Map<string, string>()
  for (const event of FATAL_EVENTS) {
    const count = process.listenerCount(event)
    if (count > 0) traces.set(event, `a listener for "${event}" in the process (${count})`)
  }
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!OF_SCHEMA_LIBRARIES.has(name)) traces.set(name, `the global variable "${name}"`)
  const { NODE_TLS_REJECT_UNAUTHORIZED: checks } = process.env
  if (checks === '0') traces.set('NODE_TLS_REJECT_UNAUTHORIZED', 'the checks of certificates switched off')
  return traces
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]+/g, '-')
}
