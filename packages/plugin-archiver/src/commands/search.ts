import { printableJson } from 'clacks'
import type { Command } from 'commander'
import type { Search } from '../archive.js'
import { type ArchivedMessage, ArchiveReader } from '../reading/archive-reader.js'
import { termsOf } from '../words.js'
import { parseCount, parseTime } from './amounts.js'
import { writeLines } from './lines-out.js'
import { jsonOf } from './message-json.js'
import { type StoreChoice, withStore, withStoreOption } from './with-store.js'

interface SearchOptions extends StoreChoice, Search {
  readonly limit: number
  readonly cursor?: string
  readonly json?: boolean
}

/** `clacks archive search` */
export function addSearch(archive: Command): void {
  withStoreOption(archive.command('search').description('find messages, newest first'))
    .argument('[words...]', 'words that must all occur in the message; word* for a prefix')
    .option('--class <name>', 'messages of this class')
    .option('--from <time>', 'first seen at this time or later', parseTime)
    .option('--to <time>', 'first seen before this time', parseTime)
    .option('--peer <peer>', 'received from this peer: host:port or its identifier')
    .option('--limit <count>', 'the most messages to show', parseCount, 20)
    .option('--cursor <cursor>', 'continue after this message of an earlier search')
    .option('--json', 'print NDJSON')
    .action((words: string[], { store, limit, cursor, json, ...search }: SearchOptions) =>
      withStore({ ...(store !== undefined && { store }) }, async (opened) => {
        const text = words.length === 0 ? undefined : words.join(' ')
        const found = new ArchiveReader(opened).query({ ...search, text, limit, cursor })
        await writeLines(json === true ? asJson(found) : asText(found, limit, text))
      }),
    )
}

async function* asJson(found: AsyncIterable<ArchivedMessage>): AsyncGenerator<string> {
  for await (const message of found) yield jsonOf(message)
}

async function* asText(
  found: AsyncIterable<ArchivedMessage>,
  limit: number,
  text: string | undefined,
): AsyncGenerator<string> {
  let count = 0
  let last: ArchivedMessage | undefined
  for await (const message of found) {
    last = message
    count++
    const times = `${message.timesSeen} ${message.timesSeen === 1 ? 'time' : 'times'}`
    yield `${new Date(message.firstSeen).toISOString()}  ${message.hash}  ${times}`
    yield `  ${shortened(message.json)}`
  }
  if (last === undefined) yield nothingFound(text)
  else if (count === limit) yield `There may be more: --cursor ${last.cursor}`
}

function nothingFound(text: string | undefined): string {
  const hasNoWord = text !== undefined && termsOf(text).length === 0
  return `No messages were found.${hasNoWord ? ' Only letters and digits can be searched.' : ''}`
}

/** On one line, truncated to the width of the terminal. */
function shortened(json: string): string {
  const columns = process.stdout.isTTY === true ? Math.max(process.stdout.columns - 2, 20) : 1_000
  const characters = [...printableJson(json)]
  return characters.length <= columns ? characters.join('') : `${characters.slice(0, columns - 1).join('')}…`
}
