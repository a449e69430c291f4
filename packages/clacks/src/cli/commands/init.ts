import { access, mkdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { formatAddress, hostnameFix, parseAddress, parseHostPort } from '../../address.js'
import { createConfig } from '../../config/edit/write-config.js'
import { CONFIG_NAMES } from '../../config/find/find.js'
import { loadConfig } from '../../config/read/load-config.js'
import { ClacksError } from '../../errors.js'
import { loadOrCreateCertificate } from '../../transport/certificate.js'
import { checkKeyPair } from '../../transport/key-pair.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { isPort } from './init/is-port.js'
import { FORMATS, type Format, type Plan, templateOf } from './init/template.js'

/** The options of `clacks init`. */
export interface InitOptions extends OutputOptions {
  readonly format?: string
  readonly hostname?: string
  readonly port?: string
  readonly peer?: readonly string[]
  readonly yes?: boolean
}

/**
 * `clacks init [folder]`: writes a commented config and creates a certificate. On a terminal it
 * asks for what no option gives, elsewhere it uses the defaults.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_EXISTS, ERR_CLACKS_CONFIG_WRITE, ERR_CLACKS_OPTION,
 * ERR_CLACKS_ADDRESS
 */
export async function init(where: string, options: InitOptions): Promise<ExitCode> {
  const folder = resolve(where)
  await refuseExisting(folder)
  const given = planOf(options)
  const asks = options.yes !== true && options.json !== true && process.stdin.isTTY && process.stdout.isTTY
  const plan = asks ? await asked(given) : given
  if (plan === undefined) return EXIT.interrupted
  const { format = 'ts', hostname = 'localhost', port = 8080, peers = [] } = plan
  const file = join(folder, `clacks.config.${format}`)
  await mkdir(folder, { recursive: true })
  await createConfig(file, templateOf(format, { hostname, port, peers }))
  const { stateFolder } = await loadConfig(file)
  const fingerprint = checkKeyPair(await loadOrCreateCertificate(stateFolder, hostname))
  const shown = relative(process.cwd(), file)
  if (options.json === true) writeJson({ config: file, fingerprint })
  else {
    writeLine(`created ${shown} and a self-signed certificate in ${relative(process.cwd(), stateFolder)}`)
    writeLine(`fingerprint: ${fingerprint}`)
    writeLine(`start the node with: npx clacks start${where === '.' ? '' : ` ${shown}`}`)
  }
  return EXIT.done
}

async function refuseExisting(folder: string): Promise<void> {
  for (const name of CONFIG_NAMES) {
    if (name === 'package.json') continue
    const exists = await access(join(folder, name)).then(
      () => true,
      () => false,
    )
    if (exists) throw new ClacksError('ERR_CLACKS_CONFIG_EXISTS', `${join(folder, name)} already exists.`)
  }
}

async function asked(given: Plan): Promise<Plan | undefined> {
  const { askFor } = await import('./init/questions.js')
  return askFor(given)
}

function planOf({ format, hostname, port, peer }: InitOptions): Plan {
  if (format !== undefined && !isFormat(format))
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      `Invalid --format "${format}". Expected one of ${FORMATS.join(', ')}.`,
    )
  if (hostname !== undefined && parseAddress(hostname, 1) === undefined)
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      `Invalid --hostname "${hostname}". Expected a DNS name or IP address. ${hostnameFix(hostname) ?? ''}`.trim(),
    )
  if (port !== undefined && !isPort(port))
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      `Invalid --port "${port}". Expected an integer from 0 to 65535.`,
    )
  return {
    ...(format !== undefined && { format }),
    ...(hostname !== undefined && { hostname }),
    ...(port !== undefined && { port: Number(port) }),
    ...(peer !== undefined && { peers: peer.map((each) => formatAddress(parseHostPort(each))) }),
  }
}

function isFormat(text: string): text is Format {
  return FORMATS.some((format) => format === text)
}
