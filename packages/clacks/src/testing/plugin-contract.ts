import { asPlugin } from '../plugins/as-plugin.js'
import type { ApplyPlugin, Plugin, PluginInput } from '../plugins/plugin.js'
import type { ContractCheck } from './contract-check.js'
import { lifetimeChecks } from './plugin-checks/lifetime.js'
import { messageChecks } from './plugin-checks/messages.js'
import { neighbourChecks } from './plugin-checks/neighbours.js'
import { optionChecks } from './plugin-checks/options.js'
import type { TestedPlugin } from './plugin-checks/plugin-under-test.js'
import { type Runner, registerChecks } from './runner.js'

/** A plugin as its author has it: what `definePlugin` gives, any function that makes a plugin, or a plugin itself. */
export type PluginUnderTest<Options> = ((options: Options) => PluginInput) | Plugin | ApplyPlugin

/** What the author of a plugin says of it. */
export interface PluginContract<Options> {
  /** Options that it must accept; most checks use the first. Default: none are given. */
  readonly valid?: readonly (Options | undefined)[]
  /** Options that it must refuse. */
  readonly invalid?: readonly unknown[]
  /** Messages that it lets through, in whatever form. Default: one short text. */
  readonly passing?: readonly unknown[]
  /** Other plugins that it requires. */
  readonly companions?: () => readonly PluginInput[]
  /** It changes messages in place instead of assigning a changed copy, and fails for a frozen one. Default false. */
  readonly changesInPlace?: boolean
}

/**
 * What every plugin should do, as a list of checks: for tools that have no test runner. Each check makes its own small
 * network on the memory transport, so that they can run in any order.
 */
export function pluginChecks<Options>(
  plugin: PluginUnderTest<Options>,
  contract: PluginContract<Options> = {},
): readonly ContractCheck[] {
  const {
    valid,
    invalid = [],
    passing = ['GNU Terry Pratchett'],
    companions = () => [],
    changesInPlace = false,
  } = contract
  const tested: TestedPlugin = {
    // Options that are listed as invalid are handed over on purpose, whatever the type says.
    create: (options) => asPlugin(typeof plugin === 'function' ? plugin(options as Options) : plugin),
    valid: valid === undefined || valid.length === 0 ? [undefined] : valid,
    invalid,
    passing,
    companions: () => companions().map(asPlugin),
    changesInPlace,
  }
  return [
    ...optionChecks(tested),
    ...lifetimeChecks(tested),
    ...neighbourChecks(tested),
    ...messageChecks(tested),
  ]
}

/**
 * Registers what every plugin should do as tests: for vitest, jest, mocha and node:test.
 *
 * @example
 * import { describe, it } from 'vitest'
 * import { testPlugin } from 'clacks/testing'
 * import shout from '../src/index.js'
 *
 * testPlugin(shout, { valid: [{}, { suffix: '!!' }], invalid: [{ sufix: '!!' }, { suffix: 7 }], describe, it })
 * @throws ClacksError ERR_CLACKS_OPTION where there is neither a global `describe` and `it` nor one handed in
 */
export function testPlugin<Options>(
  plugin: PluginUnderTest<Options>,
  contract: PluginContract<Options> & Runner = {},
): void {
  const title = `the plugin ${plugin.name || 'under test'}`
  registerChecks(title, pluginChecks(plugin, contract), contract)
}
