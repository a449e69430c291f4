import { suggestion } from '../../did-you-mean.js'
import { ClacksError } from '../../errors.js'

/**
 * Checks the name of an event, hook, plugin or status before waiting for it. The error lists the
 * valid names.
 *
 * @param kind what the name stands for: `hook`
 * @throws ClacksError ERR_CLACKS_OPTION
 */
export function requireOneOf(kind: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return
  const expected = known.length === 0 ? 'There is none.' : `Expected one of ${known.join(', ')}.`
  throw new ClacksError(
    'ERR_CLACKS_OPTION',
    `Unknown ${kind} "${name}". ${expected}${suggestion(name, known)}`,
  )
}
