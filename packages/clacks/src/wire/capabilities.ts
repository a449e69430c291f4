/**
 * The value of the `Clacks-Caps` header in every request and response: the version of the
 * extensions to the original protocol. 1: repeated transfers are recognised (`Clacks-Transfer`),
 * and the answer to an announce carries friends. A peer without the header is a legacy peer.
 */
export const CAPABILITIES = '1'
