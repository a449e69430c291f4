import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ClacksError, linesOf, writePrivateFile } from 'clacks'
import type { Command } from 'commander'
import type { ArchiveStore, Sighting } from '../archive.js'
import { textOf } from '../store-failure.js'
import { countText, messagesText } from './amounts.js'
import { fileArgument } from './file-argument.js'
import { sightingIn } from './import-line.js'
import { type Progress, showProgress } from './progress.js'
import { type StoreChoice, withStore, withStoreOption } from './with-store.js'

const BATCH = 1_000
/** The most invalid lines that are shown. */
const MAX_SHOWN = 10

/** `clacks archive import` */
export function addImport(archive: Command): void {
  withStoreOption(
    archive
      .command('import')
      .description('import messages from an export; importing the same file again changes nothing'),
  )
    .argument(
      '[file]',
      'default, or -: standard input. An interrupted import of a file is resumed',
      fileArgument,
    )
    .option('--dry-run', 'only read and check')
    .action((file: string | undefined, options: StoreChoice & { dryRun?: boolean }) =>
      withStore(options, (store, url) => importAll(file, options.dryRun === true ? undefined : store, url), {
        canCreate: true,
      }),
    )
}

async function importAll(
  file: string | undefined,
  store: ArchiveStore | undefined,
  target: string,
): Promise<void> {
  const checkpoint = file !== undefined && store !== undefined ? new Checkpoint(file, target) : undefined
  const from = (await checkpoint?.read()) ?? 0
  if (from > 0) console.error(`Resuming the import at byte ${countText(from)} of ${file}.`)
  const size = file === undefined ? 0 : await sizeOf(file)
  const progress = showProgress('bytes', size, from)
  const { count, invalid, invalidCount } = await readAll(file, from, store, progress, (offset) =>
    checkpoint?.write(offset),
  )
  progress.end()
  await checkpoint?.remove()
  console.log(`${store === undefined ? 'Read' : 'Imported'} ${messagesText(count)}.`)
  if (invalidCount > 0)
    throw new ClacksError(
      'ERR_CLACKS_ARCHIVE',
      `${countText(invalidCount)} invalid lines were skipped:\n  ${invalid.join('\n  ')}\n`,
    )
}

/** 0 for a pipe. */
async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file)
    if (!found.isDirectory()) return found.size
  } catch (cause) {
    throw new ClacksError('ERR_CLACKS_ARCHIVE', `${file} cannot be read: ${textOf(cause)}.`, { cause })
  }
  throw new ClacksError('ERR_CLACKS_ARCHIVE', `${file} is a folder; expected a file.`)
}

interface Reading {
  count: number
  invalidCount: number
  readonly invalid: string[]
}

async function readAll(
  file: string | undefined,
  from: number,
  store: ArchiveStore | undefined,
  progress: Progress,
  mark: (offset: number) => void,
): Promise<Reading> {
  const reading: Reading = { count: 0, invalidCount: 0, invalid: [] }
  const input = file === undefined ? process.stdin : createReadStream(file, { start: from })
  let batch: Sighting[] = []
  let offset = from
  let line = 0
  const flush = async (): Promise<void> => {
    await store?.record(batch, 'max')
    reading.count += batch.length
    batch = []
    mark(offset)
    progress.at(offset)
  }
  for await (const { text, invalid, bytes } of linesOf(input)) {
    line++
    offset += bytes
    if (text?.trim() === '') continue
    const found = text === undefined ? invalid : sightingIn(text)
    if (typeof found !== 'string') batch.push(found)
    else if (reading.invalidCount++ < MAX_SHOWN)
      reading.invalid.push(`line ${line}${from > 0 ? ' after that' : ''}: ${found}`)
    if (batch.length >= BATCH) await flush()
  }
  await flush()
  return reading
}

/**
 * Records beside the file how far it was imported into which store, to resume an interrupted
 * import. If that cannot be written, the import reports it once and continues.
 */
class Checkpoint {
  readonly #file: string
  readonly #target: string
  #canWrite = true

  constructor(file: string, target: string) {
    this.#file = resolve(`${file}.imported`)
    // Hashed, since a URL may contain a password.
    this.#target = createHash('sha256').update(target).digest('hex')
  }

  async read(): Promise<number> {
    const text = await readFile(this.#file, 'utf8').catch(() => '')
    const [offset, target] = text.split(/ (.*)/s)
    return target === this.#target && /^\d+$/.test(offset ?? '') ? Number(offset) : 0
  }

  write(offset: number): void {
    if (!this.#canWrite) return
    try {
      // A new file each time: the name may be a link, which must not be followed.
      writePrivateFile(this.#file, `${offset} ${this.#target}`)
    } catch (thrown) {
      this.#canWrite = false
      console.error(`If interrupted, this import cannot be resumed: ${textOf(thrown)}.`)
    }
  }

  async remove(): Promise<void> {
    if (this.#canWrite) await rm(this.#file, { force: true })
  }
}
