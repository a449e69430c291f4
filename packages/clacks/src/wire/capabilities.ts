/**
 * What this node can do beyond the original protocol, as the value of the `Clacks-Caps` header in every request and
 * response: the version of the extensions. 1: repeated transfers are recognised (`Clacks-Transfer`), and the answer to
 * an announce carries friends. A peer that shows no such header is a legacy peer.
 */
export const CAPABILITIES = '1'
