import { relative } from 'node:path'
import { formatAddress } from '../../address.js'
import type { LoadedConfig } from '../../config/read/load-config.js'
import type { ClacksNode } from '../../plugins/clacks-node.js'
import { VERSION } from '../../version.js'

/**
 * The facts shown when a node has started, as rows of a name and a text.
 *
 * @param from paths are shown relative to this folder
 */
export function header(
  node: ClacksNode,
  loaded: LoadedConfig,
  from: string,
): readonly (readonly [string, string])[] {
  const { file, config } = loaded
  const plugins = node
    .plugins()
    .map(({ id, name, version = '' }) => `${id === name ? id : `${id} (${name})`} ${version}`.trim())
  return [
    ['clacks', `${VERSION} at https://${formatAddress(node.address)}`],
    ['config', file === undefined ? 'none (using the defaults)' : shown(file, from)],
    ['fingerprint', groups(node.fingerprint ?? 'none')],
    ['certificate', certificate(loaded, from)],
    ['trust', config.tls?.trust ?? 'tofu'],
    ['plugins', plugins.join(', ') || 'none'],
    ['peers', config.peers?.join(', ') || 'none yet'],
  ]
}

function certificate({ stateFolder, config }: LoadedConfig, from: string): string {
  const { cert } = config.tls ?? {}
  return cert === undefined ? `self-signed, stored in ${shown(stateFolder, from)}` : shown(cert, from)
}

function shown(path: string, from: string): string {
  return relative(from, path) || '.'
}

/** Sixteen groups of four digits are easier to compare. */
function groups(fingerprint: string): string {
  return fingerprint.match(/.{1,4}/g)?.join(' ') ?? fingerprint
}
