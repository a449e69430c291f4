/**
 * Runs in the folder in which the plugin is installed, with the clacks that is installed beside it: copied there, so that
 * `import 'clacks'` finds that one. Reads `task.json`, writes `result.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { createNode } from 'clacks'
import { type PluginUnderTest, pluginChecks } from 'clacks/testing'
import type { ContractFinding, ContractResult, ContractTask } from './task.js'

/** Real milliseconds that one check of the suite may take. */
const CHECK_MS = 30_000
const FATAL_EVENTS = ['uncaughtException', 'unhandledRejection', 'exit', 'SIGINT', 'SIGTERM'] as const

const task: ContractTask = JSON.parse(readFileSync('task.json', 'utf8'))
const require = createRequire(join(process.cwd(), 'program.mjs'))
const findings: ContractFinding[] = []
let checks = 0

// What clacks itself loads late, and the certificate, are there before anything is compared.
await boot('./bare.config.json')
const traces = tracesInProcess()
const floating: string[] = []
const noteFloating = (reason: unknown): void => void floating.push(reasonOf(reason))
process.on('unhandledRejection', noteFloating)

const imported = await attempt('import', () => import(task.name))
await attempt('require', () => require(task.name))
await attempt('config', () => boot('./clacks.config.json'))
const factory = factoryIn(imported)
if (imported !== undefined && factory === undefined)
  findings.push({ check: 'import', problem: 'The default export is not what `definePlugin` gives.' })
if (factory !== undefined) {
  await attempt('schema-current', async () => compareSchema(factory))
  await runSuite(factory)
}
process.off('unhandledRejection', noteFloating)
const left = tracesInProcess().filter((each) => !traces.includes(each))
if (left.length > 0)
  findings.push({ check: 'process', problem: `It left in the process: ${left.join(', ')}.` })
for (const reason of new Set(floating))
  findings.push({ check: 'floating', problem: `Nobody waited for: ${reason}` })

const result: ContractResult = { checks, findings }
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
  if (isDeepStrictEqual(bare(written), bare(options))) return
  throw new Error('The schema in the package is not the one that the plugin checks its options with.')
}

/** Without what only names a schema. JSON has no `undefined` and no order of its own. */
function bare(schema: unknown): unknown {
  const { $schema: _, $id: __, title: ___, ...rest } = JSON.parse(JSON.stringify(schema))
  return rest
}

async function runSuite(plugin: Factory): Promise<void> {
  const { valid, invalid, passing, changesInPlace } = task.settings
  const contract = { valid, invalid, changesInPlace, ...(passing === undefined ? {} : { passing }) }
  for (const { name, run } of pluginChecks(plugin, contract)) await attempt(`contract/${slug(name)}`, run)
}

async function attempt<Value>(check: string, run: () => Value | Promise<Value>): Promise<Value | undefined> {
  checks += 1
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It is not done after ${CHECK_MS / 1000} s.`)), CHECK_MS)
  })
  try {
    return await Promise.race([run(), late])
  } catch (thrown) {
    findings.push({ check, problem: reasonOf(thrown) })
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

type Factory = PluginUnderTest<unknown> & { readonly definition: { readonly options?: object } }

function factoryIn(module: unknown): Factory | undefined {
  const isFactory = (value: unknown): value is Factory => typeof value === 'function' && 'definition' in value
  const exported = typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : undefined
  // What a CommonJS package exports as `default` is one door further in.
  const inner =
    typeof exported === 'object' && exported !== null ? Reflect.get(exported, 'default') : undefined
  return [exported, inner].find(isFactory)
}

/** What of the process a plugin could have changed: its listeners, globals, and the switch that turns TLS off. */
function tracesInProcess(): string[] {
  return [
    ...FATAL_EVENTS.flatMap((event) =>
      process.rawListeners(event).map((_, index) => `a listener for "${event}" (${index + 1})`),
    ),
    ...Object.getOwnPropertyNames(globalThis).map((name) => `the global variable "${name}"`),
    ...(process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0' ? ['certificates are no longer checked'] : []),
  ]
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]+/g, '-')
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
