import { ClacksError } from '../errors.js'
import { asPlugin } from '../plugins/as-plugin.js'
import type { ApplyPlugin, Plugin, PluginInput } from '../plugins/plugin.js'
import { companyChecks } from './plugin-checks/company.js'
import { lifetimeChecks } from './plugin-checks/lifetime.js'
import { messageChecks } from './plugin-checks/messages.js'
import { optionChecks } from './plugin-checks/options.js'
import type { ContractCheck, Subject } from './plugin-checks/subject.js'

export type { ContractCheck } from './plugin-checks/subject.js'

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

/** The test runner. Left out, the global functions of jest, mocha or vitest (with `globals`) are taken. */
export interface Runner {
  readonly describe?: (name: string, body: () => void) => unknown
  readonly it?: (name: string, body: () => Promise<void>) => unknown
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
  const subject: Subject = {
    // Options that are listed as invalid are handed over on purpose, whatever the type says.
    create: (options) => asPlugin(typeof plugin === 'function' ? plugin(options as Options) : plugin),
    valid: valid === undefined || valid.length === 0 ? [undefined] : valid,
    invalid,
    passing,
    companions: () => companions().map(asPlugin),
    changesInPlace,
  }
  return [
    ...optionChecks(subject),
    ...lifetimeChecks(subject),
    ...companyChecks(subject),
    ...messageChecks(subject),
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
  const { describe = globalFunction('describe'), it = globalFunction('it') } = contract
  describe(`the plugin ${plugin.name || 'under test'}`, () => {
    for (const check of pluginChecks(plugin, contract)) it(check.name, () => check.run())
  })
}

function globalFunction<Body>(name: 'describe' | 'it'): (title: string, body: Body) => unknown {
  const found: unknown = Reflect.get(globalThis, name)
  if (typeof found === 'function') return (title, body) => found(title, body)
  const text = `There is no global function \`${name}\`: hand it in, as \`testPlugin(plugin, { …, describe, it })\`.`
  throw new ClacksError('ERR_CLACKS_OPTION', text)
}
