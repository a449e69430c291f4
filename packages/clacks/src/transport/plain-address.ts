/**
 * The remote IP address of a socket (IPv4-mapped IPv6 as plain IPv4); empty once the
 * socket is closed.
 */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
}
