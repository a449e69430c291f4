import { formatAddress, parseHostPort } from '../../address.js'
import { suggestion } from '../../did-you-mean.js'
import { ClacksError, withoutRemedy } from '../../errors.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { writeTable } from '../terminal/table.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { type PinList, withPins } from './trust/pin-list.js'

/** The options of `clacks trust`. */
export interface TrustOptions extends OutputOptions {
  readonly config?: string
  readonly forget?: boolean
  readonly all?: boolean
}

/**
 * `clacks trust [address...]`: shows the pins of trust mode `tofu`, or forgets some with
 * `--forget`, all with `--forget --all`. A running node forgets them at once and tries the peers
 * again. `--forget` sets a damaged pin file aside.
 *
 * @throws ClacksError ERR_CLACKS_OPTION, ERR_CLACKS_ADDRESS, ERR_CLACKS_PINS, ERR_CLACKS_CONTROL…
 */
export function trust(addresses: readonly string[], options: TrustOptions): Promise<ExitCode> {
  const names = addresses.map((address) => formatAddress(parseHostPort(address)))
  if (options.forget === true && names.length === 0 && options.all !== true)
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      'Pass the addresses whose pins --forget should remove, as host:port, or --all.',
    )
  return withPins(options.config, async (list) => {
    if (options.forget === true && list.damaged !== undefined) return setAside(list, list.damaged, options)
    if (list.damaged !== undefined) throw list.damaged
    const unknown = names.find((name) => !Object.hasOwn(list.pins, name))
    if (unknown !== undefined) throw notPinned(unknown, Object.keys(list.pins))
    if (options.forget !== true) return shown(Object.entries(list.pins), names, options)
    return forget(list, options.all === true ? Object.keys(list.pins) : names, options)
  })
}

async function forget(list: PinList, names: readonly string[], { json }: TrustOptions): Promise<ExitCode> {
  await list.forget(names)
  if (json === true) writeJson({ forgotten: names })
  else for (const name of names) writeLine(`forgot the key of ${name}: the next one that it shows is pinned`)
  return EXIT.done
}

async function setAside(list: PinList, damage: ClacksError, { json }: TrustOptions): Promise<ExitCode> {
  await list.forget([])
  if (json === true) writeJson({ forgotten: 'all', reason: withoutRemedy(damage) })
  else
    writeLine(
      `${withoutRemedy(damage)} It is kept with the ending .damaged, and all pins are forgotten: the next key of each peer is pinned.`,
    )
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

function notPinned(name: string, pinned: readonly string[]): ClacksError {
  return new ClacksError('ERR_CLACKS_OPTION', `The node has no pin for ${name}.${suggestion(name, pinned)}`)
}
