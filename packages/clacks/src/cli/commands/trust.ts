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

/** What `clacks trust` can be told beside the addresses. */
export interface TrustOptions extends OutputOptions {
  readonly config?: string
  readonly forget?: boolean
}

/**
 * `clacks trust [address...]`: the pins of trust `tofu`; with `--forget`, without these. A running node goes on with those it has
 * until it is started again.
 *
 * @throws ClacksError ERR_CLACKS_OPTION, ERR_CLACKS_ADDRESS, ERR_CLACKS_CERTIFICATE_STORE
 */
export async function trust(addresses: readonly string[], options: TrustOptions): Promise<ExitCode> {
  const { file } = await readConfig(options.config, {})
  if (file === undefined)
    throw new ClacksError(
      'ERR_CLACKS_CONFIG_NOT_FOUND',
      'There is no config here, and pins are kept beside one.',
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
      'Which pins are to be forgotten? Name the addresses: host:port.',
    )
  store.save(Object.fromEntries(Object.entries(pins).filter(([name]) => !names.includes(name))))
  if (options.json === true) writeJson({ forgotten: names })
  else
    for (const name of names)
      writeLine(`forgotten: ${name}. A node that runs keeps it until it is started again.`)
  return EXIT.done
}

function shown(
  pins: readonly (readonly [string, string])[],
  names: readonly string[],
  { json }: TrustOptions,
): ExitCode {
  const wanted = pins.filter(([name]) => names.length === 0 || names.includes(name))
  if (json === true) writeJson(Object.fromEntries(wanted))
  else if (wanted.length === 0) writeLine('No key is pinned yet.')
  else writeTable(wanted)
  return EXIT.done
}

function notPinned(name: string, pinned: readonly string[], folder: string): ClacksError {
  const near = nearest(name, pinned)
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`
  return new ClacksError('ERR_CLACKS_OPTION', `No key is pinned for ${name} by the node in ${folder}.${hint}`)
}
