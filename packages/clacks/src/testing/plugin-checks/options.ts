import { isDeepStrictEqual } from 'node:util'
import { ClacksError, reasonOf } from '../../errors.js'
import { type ContractCheck, fault, show } from '../contract-check.js'
import { copyOf, createBench, type Subject, usual } from './plugin-under-test.js'

/** Lower-case words with hyphens, also with a scope. */
const WELL_FORMED = /^(?:@[a-z0-9]+(?:-[a-z0-9]+)*\/)?[a-z0-9]+(?:-[a-z0-9]+)*$/

/** It stands in every line of a log. */
const MAX_NAME = 60

/** What the options of a plugin must be like. */
export function optionChecks(subject: Subject): ContractCheck[] {
  return [
    { name: 'has a well-formed name', run: () => checkName(subject) },
    ...subject.valid.map((options) => ({
      name: `accepts the options ${show(options)}`,
      run: () => checkAccepted(subject, options),
    })),
    ...subject.invalid.map((options) => ({
      name: `refuses the options ${show(options)}`,
      run: () => checkRefused(subject, options),
    })),
    { name: 'leaves the options that it is handed as they are', run: () => checkUntouched(subject) },
  ]
}

async function checkName(subject: Subject): Promise<void> {
  const { name } = usual(subject)
  if (name.length <= MAX_NAME && WELL_FORMED.test(name)) return
  fault(
    `The name of the plugin is ${show(name)}.`,
    'Config files, logs, errors and other plugins refer to it by name.',
    'Name it with lower-case words and hyphens, up to 60 characters: "message-archive".',
  )
}

async function checkAccepted(subject: Subject, options: unknown): Promise<void> {
  try {
    await using network = await createBench({ nodes: ['a'], plugins: () => subject.companions() })
    await network.complete(network.node('a').use(subject.create(copyOf(options))))
  } catch (thrown) {
    fault(
      `With the options ${show(options)}, which are listed as valid, it cannot be used: ${reasonOf(thrown)}`,
      'Somebody who writes these options gets a node that does not start.',
      'Correct the schema of the options or the setup, or take the example off the list.',
    )
  }
}

async function checkRefused(subject: Subject, options: unknown): Promise<void> {
  const thrown = await refusal(subject, options)
  if (thrown === undefined) {
    fault(
      `It can be used with the options ${show(options)}, which are listed as invalid.`,
      'A typo in a config file would go unnoticed until something is missing.',
      'Give a schema: `options: { type: "object", properties: …, additionalProperties: false }`.',
    )
  }
  const { name } = usual(subject)
  const code = thrown instanceof ClacksError ? thrown.code : 'none'
  if (code !== 'ERR_CLACKS_PLUGIN_OPTIONS') {
    fault(
      `For the options ${show(options)} it fails with the code ${code}: ${reasonOf(thrown)}`,
      'Tools tell wrong options from other faults by the code ERR_CLACKS_PLUGIN_OPTIONS.',
      'Check options with the schema, not in `setup`.',
    )
  }
  if (!reasonOf(thrown).includes(name)) {
    fault(
      `The error for the options ${show(options)} does not name the plugin: ${reasonOf(thrown)}`,
      'Whoever has ten plugins does not know which one is meant.',
      'Check options with the schema, whose errors name plugin and option.',
    )
  }
}

/** What using the plugin with wrong options throws; undefined where it throws nothing. */
async function refusal(subject: Subject, options: unknown): Promise<unknown> {
  await using network = await createBench({ nodes: ['a'], plugins: () => subject.companions() })
  try {
    await network.complete(network.node('a').use(subject.create(copyOf(options))))
    return undefined
  } catch (thrown) {
    return thrown
  }
}

async function checkUntouched(subject: Subject): Promise<void> {
  for (const options of subject.valid) {
    const handed = copyOf(options)
    await using network = await createBench({ nodes: ['a', 'b'], plugins: () => subject.companions() })
    const plugin = subject.create(handed)
    await network.complete(network.node('a').use(plugin))
    for (const message of subject.passing) network.node('b').enqueue(message)
    await network.advance('2s')
    await network.complete(network.node('a').remove(plugin.id))
    if (!isDeepStrictEqual(handed, options)) {
      fault(
        `It changed the options that it was handed from ${show(options)} to ${show(handed)}.`,
        'One options object may be used for several nodes, and is compared when a config file changes.',
        'Work on a copy.',
      )
    }
  }
}
