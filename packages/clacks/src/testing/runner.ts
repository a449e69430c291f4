import { ClacksError } from '../errors.js'
import type { ContractCheck } from './contract-check.js'

/** The test runner. Default: the globals of jest, mocha or vitest (with `globals`). */
export interface Runner {
  readonly describe?: (name: string, body: () => void) => unknown
  /** `milliseconds` is the time limit of the test: jest and vitest take it in third place. */
  readonly it?: (name: string, body: () => Promise<void>, milliseconds: number) => unknown
}

/** For a check that takes a second: a busy machine is not a reason to fail. */
const CHECK_MS = 60_000

/**
 * Registers checks as tests.
 * @throws ClacksError ERR_CLACKS_OPTION if `describe` and `it` are neither passed nor global
 */
export function registerChecks(title: string, checks: readonly ContractCheck[], runner: Runner): void {
  const { describe = globalFunction('describe'), it = globalFunction('it') } = runner
  describe(title, () => {
    for (const check of checks) it(check.name, () => check.run(), CHECK_MS)
  })
}

function globalFunction<Rest extends unknown[]>(
  name: 'describe' | 'it',
): (title: string, ...rest: Rest) => unknown {
  const found: unknown = Reflect.get(globalThis, name)
  if (typeof found === 'function') return (title, ...rest) => found(title, ...rest)
  const text = `There is no global function \`${name}\`: pass it, as in \`{ …, describe, it }\`.`
  throw new ClacksError('ERR_CLACKS_OPTION', text)
}
