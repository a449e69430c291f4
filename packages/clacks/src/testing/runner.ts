import { ClacksError } from '../errors.js'
import type { ContractCheck } from './contract-check.js'

/** The test runner. Default: the globals of jest, mocha or vitest (with `globals`). */
export interface Runner {
  readonly describe?: (name: string, body: () => void) => unknown
  readonly it?: (name: string, body: () => Promise<void>) => unknown
}

/**
 * Registers checks as tests.
 * @throws ClacksError ERR_CLACKS_OPTION if `describe` and `it` are neither passed nor global
 */
export function registerChecks(title: string, checks: readonly ContractCheck[], runner: Runner): void {
  const { describe = globalFunction('describe'), it = globalFunction('it') } = runner
  describe(title, () => {
    for (const check of checks) it(check.name, () => check.run())
  })
}

function globalFunction<Body>(name: 'describe' | 'it'): (title: string, body: Body) => unknown {
  const found: unknown = Reflect.get(globalThis, name)
  if (typeof found === 'function') return (title, body) => found(title, body)
  const text = `There is no global function \`${name}\`: pass it, as in \`{ …, describe, it }\`.`
  throw new ClacksError('ERR_CLACKS_OPTION', text)
}
