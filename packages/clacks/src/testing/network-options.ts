import { hostnameFix, parseAddress } from '../address.js'
import { describeValue, type Issue, mismatch } from '../issue.js'
import type { ClacksOptions } from '../options.js'
import { issuesFromAjv } from '../schema-issues.js'
import { OptionsError } from '../settings/options-error.js'
import { settingsSchema } from '../settings/settings-schema.js'
import { latencyIssues, lossIssues } from '../transport/condition-issues.js'
import type { Latency, Loss } from '../transport/memory.js'
import type { HistoryOptions } from './history.js'
import type { NodeOptions } from './network-node.js'
import validate from './network-validator.js'
import type { Seed } from './seeded-random.js'
import { type Topology, topologyIssues } from './topology.js'

/** Options of a simulated network. */
export interface NetworkOptions {
  /** Number of nodes (`node-1`, `node-2` …), or their names (valid host names). Default 3. */
  readonly nodes?: number | readonly string[]
  /** The same seed gives the same run. Default 1. */
  readonly seed?: Seed
  /** One-way latency in milliseconds. Default 10. */
  readonly latency?: Latency
  /** Probability that a request or its answer is lost. Default 0. */
  readonly loss?: Loss
  /** Which nodes know each other at the start. Default `full`. */
  readonly topology?: Topology
  /** Plugins of each node. Pass a function if they keep state of a node in a closure. */
  readonly plugins?: ClacksOptions['plugins'] | ((name: string, index: number) => ClacksOptions['plugins'])
  /** Other options of each node. */
  readonly options?: NodeOptions | ((name: string, index: number) => NodeOptions)
  /**
   * Whether to record what happens, and how much of it. Without a history nodes take less memory
   * and CPU, and the network has no `coverage`, `visits`, `digest`, `recent` and `assertConserved`.
   * Default true.
   */
  readonly history?: boolean | HistoryOptions
  /**
   * Virtual time stands still while a tap waits for real work: files, sockets, child processes,
   * compression, `setTimeout`; for 5 real seconds at most. Also while other file or worker I/O is
   * pending, such as that of `ctx.every`, for 1 s. Such a run is not exactly repeatable. Default
   * false. Real work in `setup`, in a teardown and in taps of `started` and `stopping` is always
   * awaited.
   */
  readonly patient?: boolean
  /** Names of nodes that show no capabilities, like legacy peers. */
  readonly legacy?: readonly string[]
}

/** What the network itself sets for each node. */
const SET_BY_NETWORK = ['hostname', 'port', 'listen', 'transport', 'clock', 'random', 'plugins']
/** Issues that are listed of a long list of names. */
const MAX_ISSUES = 20

/** The names of the nodes at the start. */
export function namesOf({ nodes = 3 }: NetworkOptions): readonly string[] {
  return typeof nodes === 'number' ? Array.from({ length: nodes }, (_, index) => `node-${index + 1}`) : nodes
}

/**
 * Checks the options of a network. Those of its nodes are checked when each is created.
 * @throws OptionsError with all issues
 */
export function checkNetworkOptions(options: NetworkOptions): void {
  const issues = issuesOf(options)
  if (issues.length > 0) throw new OptionsError(issues, 'network')
}

function issuesOf(options: NetworkOptions): readonly Issue[] {
  if (typeof options !== 'object' || options === null)
    return [mismatch([], 'an object', describeValue(options))]
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  validate(given)
  const issues = issuesFromAjv(validate.errors).map(withPlaceOf)
  const { latency = 0, loss = 0, topology = 'full', plugins = [], options: nodeOptions = {} } = options
  const areNodesValid = !issues.some(({ path: [key] }) => key === 'nodes')
  return [
    ...issues,
    ...latencyIssues(latency),
    ...lossIssues(loss),
    ...(areNodesValid ? nodesIssues(options, topology) : []),
    ...(typeof plugins === 'function' || Array.isArray(plugins)
      ? []
      : [mismatch(['plugins'], 'an array or a function', describeValue(plugins))]),
    ...nodeOptionsIssues(nodeOptions),
  ]
}

/** A setting of the nodes that stands among the options of the network. */
function withPlaceOf(issue: Issue): Issue {
  const [key, more] = issue.path
  if (typeof key !== 'string' || more !== undefined || !Object.hasOwn(settingsSchema.properties, key))
    return issue
  return { ...issue, fix: `Write it as an option of the nodes: options: { ${key}: … }.` }
}

function nodesIssues({ nodes }: NetworkOptions, topology: Topology): readonly Issue[] {
  const issues = typeof nodes === 'object' ? nameIssues(nodes) : []
  return issues.length > 0 ? issues : topologyIssues(topology, namesOf(nodes === undefined ? {} : { nodes }))
}

function nameIssues(names: readonly string[]): readonly Issue[] {
  const issues: Issue[] = []
  const seen = new Set<string>()
  for (const [index, name] of names.entries()) {
    if (issues.length === MAX_ISSUES) break
    const hostname = parseAddress(name, 1)?.hostname
    if (hostname === undefined)
      issues.push(mismatch(['nodes', index], 'a valid host name', describeValue(name), hostnameFix(name)))
    else if (seen.has(hostname))
      issues.push({
        path: ['nodes', index],
        message: `${describeValue(name)} is the name of another node, too`,
      })
    else seen.add(hostname)
  }
  return issues
}

function nodeOptionsIssues(options: unknown): readonly Issue[] {
  if (typeof options === 'function') return []
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return [mismatch(['options'], 'an object or a function', describeValue(options))]
  return SET_BY_NETWORK.filter((key) => Object.hasOwn(options, key)).map((key) => ({
    path: ['options', key],
    message: 'cannot be set for the nodes of a network, which sets it itself',
    fix: key === 'plugins' ? 'Write it as an option of the network.' : undefined,
  }))
}
