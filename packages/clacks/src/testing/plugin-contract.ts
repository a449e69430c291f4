import { asPlugin } from '../plugins/as-plugin.js'
import type { ApplyPlugin, Plugin, PluginInput } from '../plugins/plugin.js'
import type { ContractCheck } from './contract-check.js'
import { lifetimeChecks } from './plugin-checks/lifetime.js'
import { messageChecks } from './plugin-checks/messages.js'
import { neighbourChecks } from './plugin-checks/neighbours.js'
import { optionChecks } from './plugin-checks/options.js'
import type { TestedPlugin } from './plugin-checks/plugin-under-test.js'
import { type Runner, registerChecks } from './runner.js'

/** A plugin to test: what `definePlugin` returns, a function that creates a plugin, or a plugin. */
export type PluginUnderTest<Options> = ((options: Options) => PluginInput) | Plugin | ApplyPlugin

/** What the author of a plugin declares about it. */
export interface PluginContract<Options> {
  /** Options that it must accept; most checks use the first. Default: no options. */
  readonly valid?: readonly (Options | undefined)[]
  /** Options that it must reject. */
  readonly invalid?: readonly unknown[]
  /** Messages that it passes on, changed or not. Default: one short string. */
  readonly passing?: readonly unknown[]
  /** Other plugins that it requires. */
  readonly companions?: () => readonly PluginInput[]
  /**
   * Whether it changes messages in place instead of assigning a changed copy, and so fails for a
   * frozen message. Default false.
   */
  readonly changesInPlace?: boolean
}

/**
 * The contract that every plugin should fulfil, as a list of checks: for tools without a test
 * runner. Each check creates its own small network in memory, so they can run in any order.
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
    // Invalid options are passed on purpose, whatever the type says.
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
 * Registers the contract that every plugin should fulfil as tests, for vitest, jest, mocha and
 * node:test.
 *
 * @example
 * import { describe, it } from 'vitest'
 * import { testPlugin } from 'clacks/testing'
 * import shout from '../src/index.js'
 *
 * testPlugin(shout, {
 *   valid: [{}, { suffix: '!!' }],
 *   invalid: [{ sufix: '!!' }, { suffix: 7 }],
 *   describe,
 *   it,
 * })
 * @throws ClacksError ERR_CLACKS_OPTION if `describe` and `it` are neither passed nor global
 */
export function testPlugin<Options>(
  plugin: PluginUnderTest<Options>,
  contract: PluginContract<Options> & Runner = {},
): void {
  const title = `the plugin ${plugin.name || 'under test'}`
  registerChecks(title, pluginChecks(plugin, contract), contract)
}
