import { isDeepStrictEqual } from 'node:util'
import { reasonOf } from '../../errors.js'
import { HOOK_NAMES } from '../../hooks/hook-table.js'
import type { Plugin, PluginContext } from '../../plugins/plugin.js'
import { type ContractCheck, failCheck, show } from '../contract-check.js'
import { createTestNetwork, failureOf, type TestedPlugin, usual } from './plugin-under-test.js'

/** Requirements for working with other plugins. */
export function neighbourChecks(tested: TestedPlugin): ContractCheck[] {
  return [
    { name: 'survives a neighbour that fails at every hook', run: () => checkFailingNeighbour(tested) },
    {
      name: 'does the same whatever the order in which plugins are registered',
      run: () => checkOrder(tested),
    },
  ]
}

/** A plugin by another author. */
export function neighbour(name: string, setup: (ctx: PluginContext) => void): Plugin {
  return { name, id: name, options: undefined, resolveOptions: () => undefined, setup }
}

async function checkFailingNeighbour(tested: TestedPlugin): Promise<void> {
  const id = usual(tested).id
  // One runs before the plugin, the other after it.
  const failing = [-1000, 1000].map((stage) =>
    neighbour(`failing-${stage < 0 ? 'early' : 'late'}`, (ctx) => failAt(ctx, stage)),
  )
  await using network = await createTestNetwork({
    nodes: ['a', 'b'],
    plugins: () => [...tested.companions(), usual(tested), ...failing],
  })
  for (const message of tested.passing) network.node('b').enqueue(message)
  await network.advance('20s')
  for (const node of network.nodes) {
    for (const { id: other } of failing) await network.complete(node.remove(other))
  }
  for (const message of tested.passing) network.node('b').enqueue(message)
  const before = network.counts
  await network.advance('40s')
  const failure = failureOf(network, id)
  const after = network.counts
  const moved = after.received - before.received + after.discarded - before.discarded
  if (failure === undefined && moved > 0) return
  failCheck(
    failure === undefined
      ? 'After a failing neighbour was removed, no message passes any more.'
      : `It fails next to a failing neighbour: ${failure.line}`,
    'The taps of a hook run in order: one that fails ends the run, and the message may come again.',
    'Do not rely on a later hook following an earlier one: a `received` message is not always `queued`.',
    failure?.thrown,
  )
}

function failAt(ctx: PluginContext, stage: number): void {
  const fail = (): never => {
    throw new Error('a neighbour that always fails')
  }
  // Messages pass while it is quarantined.
  for (const name of HOOK_NAMES) ctx.hooks[name].tap({ stage, decides: false }, fail)
}

async function checkOrder(tested: TestedPlugin): Promise<void> {
  const [first, last] = [
    await outcome(tested, (plugin, others) => [plugin, ...others]),
    await outcome(tested, (plugin, others) => [...others, plugin]),
  ]
  if (isDeepStrictEqual(first, last)) return
  failCheck(
    `Registered before its neighbours: ${show(first)}. After them: ${show(last)}.`,
    'The order in a config file must not matter; `stage`, `before` and `after` define the order of taps.',
    'Place the taps with `before`, `after` or `stage`, and do not look up other plugins in `setup` without `requires`.',
  )
}

/** The outcome for messages next to two neighbours that only observe. */
async function outcome(
  tested: TestedPlugin,
  arrange: (plugin: Plugin, others: readonly Plugin[]) => Plugin[],
): Promise<object> {
  const watch = (ctx: PluginContext): void => {
    for (const name of HOOK_NAMES) ctx.hooks[name].tap(() => undefined)
  }
  const others = () => [
    ...tested.companions(),
    neighbour('aa-watcher', watch),
    neighbour('zz-watcher', watch),
  ]
  try {
    await using network = await createTestNetwork({
      nodes: ['a', 'b', 'c'],
      plugins: () => arrange(usual(tested), others()),
    })
    for (const message of tested.passing) network.node('a').enqueue(message)
    await network.advance('5s')
    const { received, discarded, refused, failed } = network.counts
    return { received, discarded, refused, failed, failures: network.failures.length }
  } catch (thrown) {
    return { error: reasonOf(thrown) }
  }
}
