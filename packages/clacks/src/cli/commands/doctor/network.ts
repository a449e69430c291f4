import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { formatAddress, parseHostPort } from '../../../address.js'
import type { ReadConfig } from '../../../config/read/read-config.js'
import { stateFolderOf } from '../../../config/resolve/state-folder.js'
import { ERROR_CATALOGUE, reasonOf } from '../../../errors.js'
import { createLog } from '../../../log.js'
import { resolveSettings } from '../../../settings/resolve.js'
import { createHttpsTransport } from '../../../transport/https.js'
import { filePins } from '../../../transport/pins.js'
import type { Answer, Transport } from '../../../transport/transport.js'
import { CAPABILITIES } from '../../../wire/capabilities.js'
import { doubtful, type Finding, right, wrong } from './finding.js'

/** What every clacks node refuses, and none keeps (docs/wire.md, "Greeting"). */
const NOT_A_PAYLOAD = 'null'

export async function checkHostname({ config }: ReadConfig): Promise<Finding> {
  const hostname = config.hostname ?? 'localhost'
  if (hostname === 'localhost')
    return doubtful(
      'hostname',
      'localhost: no other machine can find this node',
      'Name `hostname` where others are to find it.',
    )
  try {
    const { address } = await lookup(hostname)
    return right('hostname', `${hostname} is ${address}`)
  } catch (thrown) {
    return wrong(
      'hostname',
      `${hostname} cannot be resolved: ${reasonOf(thrown)}`,
      'Correct the name, or the DNS.',
    )
  }
}

/** @param isRunning whether the node of this config runs: then the port is its own */
export async function checkPort({ config }: ReadConfig, isRunning: boolean): Promise<Finding> {
  const { host, port } = resolveSettings(config).listen
  if (port === 0) return right('port', '0: a free one is taken at each start')
  if (isRunning) return right('port', `${port}: the node of this config listens on it`)
  const server = createServer()
  try {
    server.listen({ host, port, exclusive: true })
    await once(server, 'listening')
    return right('port', `${port} is free at ${host}`)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
    const mend = MENDS[String(code)] ?? 'Correct `listen.host`, or the port.'
    return wrong('port', `${port} cannot be listened on at ${host} (${String(code)})`, mend)
  } finally {
    server.close()
  }
}

const MENDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Choose another `port`, or stop the program that has it.',
  EACCES: 'Choose a port above 1023, or give the process the right to it.',
  EADDRNOTAVAIL: 'Correct `listen.host`: no interface of this machine has this address.',
}

/** Asks each peer of the config something that every clacks node refuses: whether it is there, who it is, and what it speaks. */
export async function checkPeers({ file, config }: ReadConfig): Promise<readonly Finding[]> {
  const peers = config.peers ?? []
  if (peers.length === 0)
    return [
      doubtful(
        'peers',
        'the config names none',
        'Name one in `peers`, or wait until another node announces itself.',
      ),
    ]
  const settings = resolveSettings(config)
  const known = file === undefined ? {} : filePins(join(stateFolderOf(file), 'pins.json')).load()
  const { trust, keys } = config.tls ?? {}
  const transport = createHttpsTransport({
    // Looking must not pin.
    tls: {
      ...(trust !== undefined && trust !== 'ca' && { trust }),
      ...(keys !== undefined && { keys }),
      pins: { load: () => known, save: () => {} },
    },
    hostname: settings.hostname,
    limits: settings.limits,
    capabilities: CAPABILITIES,
    allow: () => true,
    log: createLog('silent'),
  })
  try {
    return await Promise.all(peers.map((peer) => checkPeer(peer, transport)))
  } finally {
    await transport.close()
  }
}

async function checkPeer(peer: string, transport: Transport): Promise<Finding> {
  const address = parseHostPort(peer)
  const subject = `peer ${formatAddress(address)}`
  try {
    const answer = await transport.send({ ...address, secondHand: false }, { body: NOT_A_PAYLOAD })
    return spoken(subject, answer)
  } catch (thrown) {
    const mend = 'Look whether it runs there, and whether a firewall is between.'
    const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
    const own = code === 'ERR_CLACKS_PEER_KEY_CHANGED' ? ERROR_CATALOGUE[code][1] : mend
    return doubtful(subject, reasonOf(thrown).split('. ')[0] ?? '', own)
  }
}

function spoken(subject: string, { status, caps }: Answer): Finding {
  if (caps !== undefined) return right(subject, `it speaks clacks, capabilities ${caps}`)
  if (status !== 200)
    return right(subject, `it speaks the original protocol, or is no clacks node (${status})`)
  return doubtful(subject, 'it takes anything: it is no clacks node', 'Correct the address.')
}
