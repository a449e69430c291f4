import { isDeepStrictEqual } from 'node:util'
import { isClacksError, reasonOf } from '../../errors.js'
import { type ContractCheck, failCheck, show } from '../contract-check.js'
import { copyOf, createTestNetwork, type TestedPlugin, usual } from './plugin-under-test.js'

/** Lower-case words with hyphens, also with a scope. */
const WELL_FORMED = /^(?:@[a-z0-9]+(?:-[a-z0-9]+)*\/)?[a-z0-9]+(?:-[a-z0-9]+)*$/

/** The name appears in every log line. */
const MAX_NAME = 60

/** Requirements for name and options of a plugin. */
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
    { name: 'does not change the options that it is given', run: () => checkUntouched(tested) },
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
      `It rejects the options ${show(options)}, which are listed as valid: ${reasonOf(thrown)}`,
      'A node with these options does not start.',
      'Fix the options schema or the setup, or remove the example from the list.',
    )
  }
}

async function checkRefused(tested: TestedPlugin, options: unknown): Promise<void> {
  const thrown = await refusal(tested, options)
  if (thrown === undefined) {
    failCheck(
      `It accepts the options ${show(options)}, which are listed as invalid.`,
      'A typo in a config file would go unnoticed.',
      'Give a schema: `options: { type: "object", properties: …, additionalProperties: false }`.',
    )
  }
  const { name } = usual(tested)
  const code = isClacksError(thrown) ? thrown.code : 'none'
  if (code !== 'ERR_CLACKS_PLUGIN_OPTIONS') {
    failCheck(
      `For the options ${show(options)} it fails with the code ${code}: ${reasonOf(thrown)}`,
      'Tools recognize invalid options by the code ERR_CLACKS_PLUGIN_OPTIONS.',
      'Check options with the schema, not in `setup`.',
    )
  }
  if (!reasonOf(thrown).includes(name)) {
    failCheck(
      `The error for the options ${show(options)} does not name the plugin: ${reasonOf(thrown)}`,
      'With ten plugins, the operator cannot know which one is meant.',
      'Check options with the schema, whose errors name plugin and option.',
    )
  }
}

/** The error of a plugin with invalid options; undefined if there is none. */
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
        `It changed its options from ${show(options)} to ${show(handed)}.`,
        'One options object may be used for several nodes, and is compared when a config file changes.',
        'Work on a copy.',
      )
    }
  }
}
