import { runProgram } from './run-program.js'

/** What the registry says of a name. `silent`: it does not answer. `unknown`: npm cannot ask it. */
export type NameState = 'free' | 'taken' | 'silent' | 'unknown'

/** How long the registry may take; npm itself would wait for minutes. */
const PATIENCE_MS = 20_000

/**
 * Asks the registry of the project for a package. Without a network, it is `unknown` at once.
 *
 * @param patienceMs how long the registry may take
 */
export async function nameState(
  name: string,
  folder: string,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<NameState> {
  const limit = AbortSignal.timeout(patienceMs)
  const asked = AbortSignal.any([signal, limit])
  const { code, output } = await runProgram('npm', ['view', name, 'name'], folder, asked)
  if (code === 0) return output.trim() === '' ? 'unknown' : 'taken'
  if (limit.aborted) return 'silent'
  return output.includes('E404') ? 'free' : 'unknown'
}
