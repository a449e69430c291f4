import { connect } from '../../control/client/connect.js'
import type { Control } from '../../control/client/control.js'
import type { ConfigOptions } from '../program/options.js'

/**
 * Connects to the running node, and closes the connection when the work is done or has failed.
 *
 * @throws ClacksError ERR_CLACKS_CONTROL… and whatever the work throws
 */
export async function reach<Result>(
  { config }: ConfigOptions,
  work: (control: Control) => Promise<Result>,
): Promise<Result> {
  const control = await connect(config === undefined ? {} : { config })
  try {
    return await work(control)
  } finally {
    await control.close()
  }
}
