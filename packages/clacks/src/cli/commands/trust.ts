import { dirname, join } from 'node:path'
import { formatAddress, parseHostPort } from '../../address.js'
import { readConfig } from '../../config/read/read-config.js'
import { stateFolderOf } from '../../config/resolve/state-folder.js'
import { nearest } from '../../did-you-mean.js'
import { ClacksError } from '../../errors.js'
import { filePins } from '../../transport/pins.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { writeJson, writeLine, writeTable } from '../terminal/write.js'

/** The options of `clacks trust`. */
export interface TrustOptions extends OutputOptions {
  readonly config?: string
  readonly forget?: boolean
}

/**
 * `clacks trust [address...]`: shows the pins of trust mode `tofu`, or removes some with
 * `--forget`. A running node keeps its pins until it is restarted.
 *
 * @throws ClacksError ERR_CLACKS_OPTION, ERR_CLACKS_ADDRESS, ERR_CLACKS_CERTIFICATE_STORE
 */
export async function trust(addresses: readonly string[], options: TrustOptions): Promise<ExitCode> {
  const { file } = await readConfig(options.config, {})
  if (file === undefined)
    throw new ClacksError(
      'ERR_CLACKS_CONFIG_NOT_FOUND',
      'No config found. Pins are stored next to the config.',
    )
  const store = filePins(join(stateFolderOf(file), 'pins.json'))
  const pins = store.load()
  const names = addresses.map((address) => formatAddress(parseHostPort(address)))
  const unknown = names.find((name) => !Object.hasOwn(pins, name))
  if (unknown !== undefined) throw notPinned(unknown, Object.keys(pins), dirname(file))
  if (options.forget !== true) return shown(Object.entries(pins), names, options)
  if (names.length === 0)
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      'Pass the addresses whose pins --forget should remove, as host:port.',
    )
  store.save(Object.fromEntries(Object.entries(pins).filter(([name]) => !names.includes(name))))
  if (options.json === true) writeJson({ forgotten: names })
  else for (const name of names) writeLine(`removed the pin of ${name}; restart the node if it is running`)
  return EXIT.done
}

function shown(
  pins: readonly (readonly [string, string])[],
  names: readonly string[],
  { json }: TrustOptions,
): ExitCode {
  const wanted = pins.filter(([name]) => names.length === 0 || names.includes(name))
  if (json === true) writeJson(Object.fromEntries(wanted))
  else if (wanted.length === 0) writeLine('No keys are pinned yet.')
  else writeTable(wanted)
  return EXIT.done
}

function notPinned(name: string, pinned: readonly string[], folder: string): ClacksError {
  const near = nearest(name, pinned)
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`
  return new ClacksError('ERR_CLACKS_OPTION', `The node in ${folder} has no pin for ${name}.${hint}`)
}
