import { setTimeout as delay } from 'node:timers/promises'
import { type ClacksError, isClacksError, withoutRemedy } from '../../errors.js'
import { type ContractCheck, failCheck, show } from '../contract-check.js'
import type { Network } from '../network.js'
import { HandleWatch } from './handles.js'
import {
  createTestNetwork,
  failureOf,
  type TestedPlugin,
  underId,
  usual,
  withPlugin,
} from './plugin-under-test.js'

/** Real milliseconds that handles may take to close. */
const CLOSING_MS = 1_000

/** Requirements for the life cycle of a plugin. */
export function lifetimeChecks(tested: TestedPlugin): ContractCheck[] {
  return [
    { name: 'works on two nodes of one process', run: () => checkTwoNodes(tested) },
    { name: 'works twice on one node, under two ids', run: () => checkTwoIds(tested) },
    { name: 'leaves no timer of the node behind when it is removed', run: () => checkTimers(tested) },
    {
      name: 'leaves no handle or timer of the process behind when it is removed',
      run: () => checkHandles(tested),
    },
    { name: 'works again after it was removed and added', run: () => checkAgain(tested) },
    { name: 'can be closed more than once', run: () => checkClosedTwice(tested) },
  ]
}

async function checkTwoNodes(tested: TestedPlugin): Promise<void> {
  await using network = await createTestNetwork({ nodes: ['a', 'b'], ...withPlugin(tested) })
  await expectTraffic(network, tested, [usual(tested).id], 'on two nodes of one process')
}

async function checkTwoIds(tested: TestedPlugin): Promise<void> {
  const ids = [`${usual(tested).id}-one`, `${usual(tested).id}-two`]
  const plugins = () => [...tested.companions(), ...ids.map((id) => underId(usual(tested), id))]
  try {
    await using network = await createTestNetwork({ nodes: ['a', 'b'], plugins })
    await expectTraffic(network, tested, ids, 'twice on one node')
  } catch (thrown) {
    if (!isDuplicateService(thrown)) throw thrown
    failCheck(
      withoutRemedy(thrown),
      'A config may use a plugin several times, under different ids.',
      'Provide the service under the id, which is the name by default: `ctx.provide(ctx.id, …)`.',
      thrown,
    )
  }
}

function isDuplicateService(thrown: unknown): thrown is ClacksError {
  if (!isClacksError(thrown)) return false
  return thrown.code === 'ERR_CLACKS_SERVICE_DUPLICATE' || isDuplicateService(thrown.cause)
}

async function checkTimers(tested: TestedPlugin): Promise<void> {
  await using network = await createTestNetwork({ nodes: ['a', 'b'], plugins: () => tested.companions() })
  await useAndRemove(network, tested)
  await network.stop()
  await network.advance('1m')
  const left = network.clock.pending
  if (left === 0) return
  failCheck(
    `After it was removed and the nodes were stopped, ${left} timers are still set.`,
    'They keep running on a node without the plugin.',
    'Set timers with `ctx.every` or `ctx.after`, which end with the plugin, or cancel them in `ctx.onClose`.',
  )
}

async function checkHandles(tested: TestedPlugin): Promise<void> {
  await using network = await createTestNetwork({ nodes: ['a', 'b'], plugins: () => tested.companions() })
  const handles = new HandleWatch()
  await handles.watch(() => useAndRemove(network, tested))
  const end = performance.now() + CLOSING_MS
  while (handles.open.length > 0 && performance.now() < end) await delay(10)
  handles.stop()
  const left = handles.open
  if (left.length === 0) return
  failCheck(
    `A second after it was removed, it still keeps the process alive with: ${left.join(', ')}.`,
    'Sockets, watchers and timers leak with each config reload, and the process never exits.',
    'Close them in `ctx.onClose` and wait until they are closed; replace `setInterval` with `ctx.every`.',
  )
}

async function checkAgain(tested: TestedPlugin): Promise<void> {
  await using network = await createTestNetwork({ nodes: ['a', 'b'], plugins: () => tested.companions() })
  for (let round = 0; round < 2; round++) await useAndRemove(network, tested)
  const plugin = usual(tested)
  await network.complete(network.node('a').use(plugin))
  await expectTraffic(network, tested, [plugin.id], 'after it was removed and added again')
}

async function checkClosedTwice(tested: TestedPlugin): Promise<void> {
  await using network = await createTestNetwork({ nodes: ['a', 'b'], ...withPlugin(tested) })
  const id = usual(tested).id
  const a = network.node('a')
  const removing = a.remove(id).catch(() => undefined)
  await network.complete(Promise.all([removing, a.remove(id).catch(() => undefined), a.stop(), a.stop()]))
  await network.stop()
  await network.stop()
  expectNoFailure(network, [id], 'closing it more than once')
}

/** Adds the plugin to node `a`, lets messages pass, and removes it. */
async function useAndRemove(network: Network, tested: TestedPlugin): Promise<void> {
  const plugin = usual(tested)
  const a = network.node('a')
  await network.complete(a.use(plugin))
  for (const message of tested.passing) network.node('b').enqueue(message)
  await network.advance('3s')
  await network.complete(a.remove(plugin.id))
}

/** Asserts that messages pass in both directions and the plugin does not fail. */
async function expectTraffic(
  network: Network,
  tested: TestedPlugin,
  ids: readonly string[],
  when: string,
): Promise<void> {
  for (const message of tested.passing) {
    for (const node of network.nodes) node.enqueue(message)
  }
  const { received, discarded } = network.counts
  await network.advance('5s')
  expectNoFailure(network, ids, when)
  const after = network.counts
  const wanted = tested.passing.length * network.nodes.length
  if (after.received - received + after.discarded - discarded >= wanted) return
  failCheck(
    `Used ${when}, it lets only ${after.received - received} of ${wanted} messages through: ${tested.passing.map(show).join(', ')}.`,
    'A message that is neither passed on nor dropped stays at its sender forever.',
    'Keep the state of a node inside `setup`; or list messages in `passing` that the plugin does pass on.',
  )
}

function expectNoFailure(network: Network, ids: readonly string[], when: string): void {
  const failure = failureOf(network, ...ids)
  if (failure === undefined) return
  failCheck(
    `It fails when used ${when}: ${failure.line}`,
    'A failing tap refuses messages, and a plugin that keeps failing is quarantined.',
    'Keep the state of a node inside `setup`, not in module variables.',
    failure.thrown,
  )
}
