import { basename, dirname, extname, join } from 'node:path'

/**
 * The folder for the state of a node: its self-signed certificate and the keys of its peers.
 *
 * It is `.clacks/` beside the config. Configs that share a folder have a name each
 * (`tower-1.config.ts`), and so do the folders of their nodes (`.clacks/tower-1/`).
 */
export function stateFolderOf(file: string): string {
  const folder = join(dirname(file), '.clacks')
  const name = basename(file, extname(file))
  if (name === 'clacks.config' || name === 'package' || name.startsWith('.clacksrc')) return folder
  return join(folder, basename(name, '.config'))
}
