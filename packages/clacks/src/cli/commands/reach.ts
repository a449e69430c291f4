import { connect } from '../../control/client/connect.js'
import type { Control } from '../../control/client/control.js'
import type { ConfigOptions } from '../program/options.js'

/**
 * Runs a function with a connection to the running node and closes the connection afterwards.
 *
 * @throws ClacksError ERR_CLACKS_CONTROL…, and whatever `work` throws
 */
export async function reach<Result>(
  { config }: ConfigOptions,
  work: (control: Control) => Promise<Result>,
): Promise<Result> {
  const control = await connect({ config })
  try {
    return await work(control)
  } finally {
    await control.close()
  }
}
