import { lookup } from 'node:dns/promises'
import { createServer } from 'node:net'
import { formatAddress, parseHostPort } from '../../../address.js'
import { systemClock } from '../../../clock.js'
import type { ReadConfig } from '../../../config/read/read-config.js'
import { ERROR_CATALOGUE } from '../../../error-catalogue.js'
import { codeOf, hasCode, isClacksError, reasonOf, withoutRemedy } from '../../../errors.js'
import { createLog } from '../../../log.js'
import { resolveSettings } from '../../../settings/resolve.js'
import { createHttpsTransport } from '../../../transport/https.js'
import { KeyChanges } from '../../../transport/key-changes.js'
import { listenOn } from '../../../transport/listen.js'
import { filePins, pinsFile } from '../../../transport/pins.js'
import type { Answer, Transport } from '../../../transport/transport.js'
import { CAPABILITIES } from '../../../wire/capabilities.js'
import { NOT_A_PAYLOAD } from '../../../wire/not-payload.js'
import { type CheckResult, error, ok, warning } from './check-result.js'

/** Checks that other machines can reach the host name. */
export async function checkHostname({ config }: ReadConfig): Promise<CheckResult> {
  const hostname = config.hostname ?? 'localhost'
  if (hostname === 'localhost')
    return warning(
      'hostname',
      'localhost, which other machines cannot reach',
      'Set `hostname` to the name other nodes use to reach this node.',
    )
  try {
    const { address } = await lookup(hostname)
    return ok('hostname', `${hostname} resolves to ${address}`)
  } catch (thrown) {
    return error(
      'hostname',
      `cannot resolve ${hostname}: ${reasonOf(thrown)}`,
      'Correct the name or the DNS record.',
    )
  }
}

/**
 * Checks that the port is free.
 *
 * @param isRunning whether the node of this config is running and uses the port itself
 */
export async function checkPort({ config }: ReadConfig, isRunning: boolean): Promise<CheckResult> {
  const { host, port } = resolveSettings(config).listen
  if (port === 0) return ok('port', '0, a free port for each start')
  if (isRunning) return ok('port', `${port}, in use by the running node of this config`)
  const server = createServer()
  try {
    await listenOn(server, { host, port })
    const bound = server.address()
    const used = typeof bound === 'object' && bound !== null ? bound.address : host
    const withoutIpv6 = used === host ? '' : ', because IPv6 is switched off'
    return ok('port', `${port} is free on ${used}${withoutIpv6}`)
  } catch (thrown) {
    const code = codeOf(thrown)?.code
    const fix = LISTEN_FIXES[String(code)] ?? 'Correct `listen.host` or the port.'
    return error('port', `cannot listen on port ${port} of ${host} (${code})`, fix)
  } finally {
    server.close()
  }
}

const LISTEN_FIXES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Choose another `port`, or stop the program that uses it.',
  EACCES: 'Choose a port above 1023, or permit the process to use this one.',
  EADDRNOTAVAIL: 'Correct `listen.host`. No network interface has this address.',
}

/**
 * Sends each peer of the config a request that every clacks node refuses, to see if it is
 * reachable.
 */
export async function checkPeers({ stateFolder, config }: ReadConfig): Promise<readonly CheckResult[]> {
  const peers = config.peers ?? []
  const pins = readPins(stateFolder)
  if ('status' in pins) return [pins]
  if (peers.length === 0)
    return [
      warning(
        'peers',
        'none in the config',
        'Add one to `peers`, or wait until another node announces itself.',
      ),
    ]
  const settings = resolveSettings(config)
  const log = createLog('silent')
  const { trust, keys } = config.tls ?? {}
  const transport = createHttpsTransport({
    // A check must not pin keys.
    tls: {
      ...(trust !== undefined && trust !== 'ca' && { trust }),
      ...(keys !== undefined && { keys }),
      pins: { load: () => pins.known, save: () => {} },
    },
    hostname: settings.hostname,
    limits: settings.limits,
    capabilities: CAPABILITIES,
    allow: () => true,
    isKnown: () => true,
    keyChanges: new KeyChanges(log),
    clock: systemClock,
    log,
  })
  try {
    return await Promise.all(peers.map((peer) => checkPeer(peer, transport)))
  } finally {
    await transport.close()
  }
}

function readPins(stateFolder: string): { readonly known: Readonly<Record<string, string>> } | CheckResult {
  try {
    return { known: filePins(pinsFile(stateFolder)).load() }
  } catch (thrown) {
    if (!isClacksError(thrown)) throw thrown
    return error('pins', withoutRemedy(thrown), ERROR_CATALOGUE[thrown.code][1])
  }
}

async function checkPeer(peer: string, transport: Transport): Promise<CheckResult> {
  const address = parseHostPort(peer)
  const check = `peer ${formatAddress(address)}`
  try {
    const answer = await transport.send({ ...address, secondHand: false }, { body: NOT_A_PAYLOAD })
    return resultOf(check, answer)
  } catch (thrown) {
    const fix = hasCode(thrown, 'ERR_CLACKS_PEER_KEY_CHANGED')
      ? `If its key was renewed on purpose, run \`clacks trust ${formatAddress(address)} --forget\`.`
      : 'Check that the peer is running and that no firewall blocks the connection.'
    return warning(check, withoutRemedy(thrown), fix)
  }
}

function resultOf(check: string, { status, caps }: Answer): CheckResult {
  if (caps !== undefined) return ok(check, `speaks clacks, capabilities ${caps}`)
  if (status !== 200) return ok(check, `a legacy peer, or not a clacks node (status ${status})`)
  return warning(check, 'not a clacks node, because it accepts anything', 'Correct the address.')
}
