import { hostnameFix, hostPortFix, isHostPort, parseAddress } from '../address.js'
import { describeValue, type Issue, mismatch } from '../issue.js'
import { isIpOrCidr } from '../network-range.js'

/** An object of which nothing else is known. */
type Fields = Readonly<Record<string, unknown>>

/**
 * A check that a schema cannot express. It ignores values of the wrong type: those are already
 * reported.
 */
export type Rule = (options: Fields) => readonly Issue[]

/** The rules for values of the settings and the peers. */
export const settingsRules: readonly Rule[] = [hostnameIsValid, peersAreAddresses, trustedRangesAreRanges]

/** The rules between several values, checked after everything is merged. */
export const relationRules: readonly Rule[] = [pinsAreListed]

function hostnameIsValid({ hostname }: Fields): readonly Issue[] {
  if (typeof hostname !== 'string' || parseAddress(hostname, 1) !== undefined) return []
  return [mismatch(['hostname'], 'a DNS name or IP address', describeValue(hostname), hostnameFix(hostname))]
}

function peersAreAddresses({ peers }: Fields): readonly Issue[] {
  return (Array.isArray(peers) ? peers : []).flatMap((peer: unknown, index) =>
    typeof peer !== 'string' || isHostPort(peer)
      ? []
      : [mismatch(['peers', index], 'host:port', describeValue(peer), hostPortFix(peer))],
  )
}

function trustedRangesAreRanges({ trustedRanges }: Fields): readonly Issue[] {
  return (Array.isArray(trustedRanges) ? trustedRanges : []).flatMap((range: unknown, index) =>
    typeof range !== 'string' || isIpOrCidr(range)
      ? []
      : [
          mismatch(
            ['trustedRanges', index],
            'an IP address, or a range such as 10.0.0.0/8',
            describeValue(range),
          ),
        ],
  )
}

function pinsAreListed({ tls }: Fields): readonly Issue[] {
  if (typeof tls !== 'object' || tls === null || !('trust' in tls) || tls.trust !== 'pin') return []
  if ('keys' in tls && tls.keys !== undefined) return []
  const expected = 'the SHA-256 of at least one public key in `keys`'
  return [mismatch(['tls', 'trust'], expected, '"pin" without `keys`')]
}

/** The two are only valid together. @param at the path of the object that contains them */
export function keyAndCertificate({ key, cert }: Fields, at: Issue['path'] = []): readonly Issue[] {
  if ((key === undefined) === (cert === undefined)) return []
  const [given, missing] = key === undefined ? ['cert', 'key'] : ['key', 'cert']
  const message = `\`${given}\` is given without \`${missing}\`; expected both or neither`
  return [{ path: at, message }]
}
