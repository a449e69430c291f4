import { ClacksError } from 'clacks'
import type { Command } from 'commander'
import type { StoredMessage } from '../archive.js'
import { contentOf } from '../content.js'
import { textOf } from '../store-failure.js'
import { messagesText } from './amounts.js'
import { allOf } from './export.js'
import { showProgress } from './progress.js'
import { type StoreChoice, withStore, withStoreOption } from './with-store.js'

/** `clacks archive verify` */
export function addVerify(archive: Command): void {
  withStoreOption(
    archive.command('verify').description('check the store, and each message by its hash'),
  ).action((options: StoreChoice) =>
    withStore(options, async (store) => {
      const damage = await store.check()
      const progress = showProgress('messages', (await store.totals()).messages)
      let count = 0
      for await (const message of allOf(store, progress)) {
        count++
        const problem = problemOf(message)
        if (problem !== undefined) damage.push(`message ${message.hash}: ${problem}`)
      }
      progress.end()
      if (damage.length > 0)
        throw new ClacksError('ERR_CLACKS_ARCHIVE', `The archive is damaged:\n  ${damage.join('\n  ')}\n`)
      console.log(`Verified ${messagesText(count)}. No damage was found.`)
    }),
  )
}

function problemOf({ json, hash, bytes, class: kind }: StoredMessage): string | undefined {
  try {
    const content = contentOf(json)
    if (content.hash !== hash) return `it has the hash ${content.hash}`
    return content.bytes === bytes && content.class === kind ? undefined : 'its stored size or class is wrong'
  } catch (thrown) {
    return textOf(thrown)
  }
}
