import { parseHostPort } from '../../../address.js'
import { findStateFolder } from '../../../config/resolve/find-state-folder.js'
import { connect } from '../../../control/client/connect.js'
import type { Control } from '../../../control/client/control.js'
import { type ClacksError, hasCode, isClacksError } from '../../../errors.js'
import { filePins, pinsFile, setPinsAside } from '../../../transport/pins.js'

/** The pins of a node, wherever they can be changed. */
export interface PinList {
  /** By `host:port`. */
  readonly pins: Readonly<Record<string, string>>
  /** Set if the file could not be read: forgetting any pin forgets all of them. */
  readonly damaged: ClacksError | undefined
  forget(names: readonly string[]): Promise<void>
}

/**
 * Runs a function with the pins of a node. A running node is asked, because it has them in memory
 * and would write them again; otherwise the file is read.
 *
 * @throws ClacksError ERR_CLACKS_CONTROL…, ERR_CLACKS_PINS
 */
export async function withPins<Result>(
  config: string | undefined,
  work: (pins: PinList) => Promise<Result>,
): Promise<Result> {
  const control = await connectIfRunning(config)
  if (control === undefined) {
    const { stateFolder } = await findStateFolder(config, process.cwd())
    return work(pinsInFile(pinsFile(stateFolder)))
  }
  try {
    return await work(await pinsOfNode(control))
  } finally {
    await control.close()
  }
}

async function connectIfRunning(config: string | undefined): Promise<Control | undefined> {
  try {
    return await connect({ config })
  } catch (thrown) {
    if (hasCode(thrown, 'ERR_CLACKS_CONTROL_UNREACHABLE')) return undefined
    throw thrown
  }
}

async function pinsOfNode(control: Control): Promise<PinList> {
  return {
    pins: await control.pins(),
    damaged: undefined,
    async forget(names) {
      for (const { hostname, port } of names.map(parseHostPort)) await control.forgetKey(hostname, port)
    },
  }
}

function pinsInFile(path: string): PinList {
  const store = filePins(path)
  try {
    const pins = store.load()
    return {
      pins,
      damaged: undefined,
      async forget(names) {
        store.save(Object.fromEntries(Object.entries(pins).filter(([name]) => !names.includes(name))))
      },
    }
  } catch (thrown) {
    if (!isClacksError(thrown)) throw thrown
    return {
      pins: {},
      damaged: thrown,
      async forget() {
        setPinsAside(path)
      },
    }
  }
}
