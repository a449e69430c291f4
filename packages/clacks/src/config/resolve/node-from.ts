import { Clacks } from '../../node.js'
import type { ClacksOptions } from '../../options.js'
import { settingsIn } from '../node-settings.js'
import type { LoadedConfig } from '../read/load-config.js'
import { readIdentity } from './identity.js'

/** Creates a node from a config that is already loaded. */
export async function nodeFrom<Message = unknown>(
  { folder, stateFolder, config, plugins }: LoadedConfig,
  overrides: ClacksOptions = {},
): Promise<Clacks<Message>> {
  const peers = config.peers === undefined ? {} : { peers: config.peers }
  const identity = await readIdentity(config)
  return new Clacks<Message>({
    ...settingsIn(config),
    ...peers,
    plugins,
    folder,
    stateFolder,
    ...identity,
    ...overrides,
  })
}
