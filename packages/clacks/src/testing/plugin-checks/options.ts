import { isDeepStrictEqual } from 'node:util'
import { ClacksError, reasonOf } from '../../errors.js'
import { type ContractCheck, failCheck, show } from '../contract-check.js'
import { copyOf, createTestNetwork, type TestedPlugin, usual } from './plugin-under-test.js'

/** Lower-case words with hyphens, also with a scope. */
const WELL_FORMED = /^(?:@[a-z0-9]+(?:-[a-z0-9]+)*\/)?[a-z0-9]+(?:-[a-z0-9]+)*$/

/** It stands in every line of a log. */
const MAX_NAME = 60

/** What the options of a plugin must be like. */
export function optionChecks(tested: TestedPlugin): ContractCheck[] {
  return [
    { name: 'has a well-formed name', run: () => checkName(tested) },
    ...tested.valid.map((options) => ({
      name: `accepts the options ${show(options)}`,
      run: () => checkAccepted(tested, options),
    })),
    ...tested.invalid.map((options) => ({
      name: `refuses the options ${show(options)}`,
      run: () => checkRefused(tested, options),
    })),
    { name: 'leaves the options that it is handed as they are', run: () => checkUntouched(tested) },
  ]
}

async function checkName(tested: TestedPlugin): Promise<void> {
  const { name } = usual(tested)
  if (name.length <= MAX_NAME && WELL_FORMED.test(name)) return
  failCheck(
    `The name of the plugin is ${show(name)}.`,
    'Config files, logs, errors and other plugins refer to it by name.',
    'Name it with lower-case words and hyphens, up to 60 characters: "message-archive".',
  )
}

async function checkAccepted(tested: TestedPlugin, options: unknown): Promise<void> {
  try {
    await using network = await createTestNetwork({ nodes: ['a'], plugins: () => tested.companions() })
    await network.complete(network.node('a').use(tested.create(copyOf(options))))
  } catch (thrown) {
    failCheck(
      `With the options ${show(options)}, which are listed as valid, it cannot be used: ${reasonOf(thrown)}`,
      'Somebody who writes these options gets a node that does not start.',
      'Correct the schema of the options or the setup, or take the example off the list.',
    )
  }
}

async function checkRefused(tested: TestedPlugin, options: unknown): Promise<void> {
  const thrown = await refusal(tested, options)
  if (thrown === undefined) {
    failCheck(
      `It can be used with the options ${show(options)}, which are listed as invalid.`,
      'A typo in a config file would go unnoticed until something is missing.',
      'Give a schema: `options: { type: "object", properties: …, additionalProperties: false }`.',
    )
  }
  const { name } = usual(tested)
  const code = thrown instanceof ClacksError ? thrown.code : 'none'
  if (code !== 'ERR_CLACKS_PLUGIN_OPTIONS') {
    failCheck(
      `For the options ${show(options)} it fails with the code ${code}: ${reasonOf(thrown)}`,
      'Tools tell wrong options from other faults by the code ERR_CLACKS_PLUGIN_OPTIONS.',
      'Check options with the schema, not in `setup`.',
    )
  }
  if (!reasonOf(thrown).includes(name)) {
    failCheck(
      `The error for the options ${show(options)} does not name the plugin: ${reasonOf(thrown)}`,
      'Whoever has ten plugins does not know which one is meant.',
      'Check options with the schema, whose errors name plugin and option.',
    )
  }
}

/** What using the plugin with wrong options throws; undefined where it throws nothing. */
async function refusal(tested: TestedPlugin, options: unknown): Promise<unknown> {
  await using network = await createTestNetwork({ nodes: ['a'], plugins: () => tested.companions() })
  try {
    await network.complete(network.node('a').use(tested.create(copyOf(options))))
    return undefined
  } catch (thrown) {
    return thrown
  }
}

async function checkUntouched(tested: TestedPlugin): Promise<void> {
  for (const options of tested.valid) {
    const handed = copyOf(options)
    await using network = await createTestNetwork({ nodes: ['a', 'b'], plugins: () => tested.companions() })
    const plugin = tested.create(handed)
    await network.complete(network.node('a').use(plugin))
    for (const message of tested.passing) network.node('b').enqueue(message)
    await network.advance('2s')
    await network.complete(network.node('a').remove(plugin.id))
    if (!isDeepStrictEqual(handed, options)) {
      failCheck(
        `It changed the options that it was handed from ${show(options)} to ${show(handed)}.`,
        'One options object may be used for several nodes, and is compared when a config file changes.',
        'Work on a copy.',
      )
    }
  }
}
