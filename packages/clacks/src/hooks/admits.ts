import { isIP } from 'node:net'
import type { Address } from '../address.js'
import { type Hooks, isHookUsed } from './hooks.js'

/**
 * Whether an address may enter the table: it may be dialled, and no tap refuses it.
 * @param dial whether an IP address that other nodes named may be dialled
 */
export function admits(
  address: Address,
  secondHand: boolean,
  dial: (ip: string) => boolean,
  hooks: Pick<Hooks, 'admitPeer'>,
): boolean {
  if (secondHand && isIP(address.hostname) !== 0 && !dial(address.hostname)) return false
  return !isHookUsed(hooks, 'admitPeer') || hooks.admitPeer.call(address) !== false
}
