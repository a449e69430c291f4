import { fileURLToPath } from 'node:url'
import { type Clacks, type ClacksOptions, createNode } from 'clacks'
import type { ChatMessages } from './messages.js'

const CONFIG = fileURLToPath(new URL('clacks.config.yaml', import.meta.url))

/** A person's node: the config and the plugin of the chat. @param archive file of the archive */
export async function nodeOf(messages: ChatMessages, archive: string, place: ClacksOptions): Promise<Clacks> {
  const node = await createNode(CONFIG, { overrides: place, env: { CHAT_ARCHIVE: archive } })
  await node.use(messages.plugin())
  return node
}
