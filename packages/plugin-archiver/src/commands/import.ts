import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { ClacksError } from 'clacks'
import type { Command } from 'commander'
import type { ArchiveStore, Sighting } from '../archive.js'
import { textOf } from '../store-failure.js'
import { countText } from './amounts.js'
import { sightingIn } from './import-line.js'
import { linesIn } from './lines-in.js'
import { type Progress, showProgress } from './progress.js'
import { type StoreChoice, withStore, withStoreOption } from './with-store.js'

const BATCH = 1_000
/** Faulty lines that are shown. */
const MAX_FAULTS = 10

/** `clacks archive import` */
export function addImport(archive: Command): void {
  withStoreOption(
    archive
      .command('import')
      .description('read messages as `export` writes them; reading the same again changes nothing'),
  )
    .argument('[file]', 'left out: standard input. An import that was broken off is resumed')
    .option('--dry-run', 'read and check only')
    .action((file: string | undefined, options: StoreChoice & { dryRun?: boolean }) =>
      withStore(options, (store, url) => importAll(file, options.dryRun === true ? undefined : store, url), {
        mayBegin: true,
      }),
    )
}

async function importAll(
  file: string | undefined,
  store: ArchiveStore | undefined,
  target: string,
): Promise<void> {
  const marks = file !== undefined && store !== undefined ? new Marks(file, target) : undefined
  const from = (await marks?.read()) ?? 0
  if (from > 0) console.error(`The import is resumed at byte ${countText(from)} of ${file}.`)
  const size = file === undefined ? 0 : await sizeOf(file)
  const progress = showProgress('bytes', size, from)
  const { count, faults, faultCount } = await readAll(file, from, store, progress, (offset) =>
    marks?.write(offset),
  )
  progress.end()
  await marks?.remove()
  console.log(`${countText(count)} messages were ${store === undefined ? 'read' : 'imported'}.`)
  if (faultCount > 0)
    throw new ClacksError(
      'ERR_CLACKS_ARCHIVE',
      `${countText(faultCount)} lines were left out:\n  ${faults.join('\n  ')}\n`,
    )
}

/** Of what is no file but can be read as one, a pipe, it is 0. */
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
  faultCount: number
  readonly faults: string[]
}

async function readAll(
  file: string | undefined,
  from: number,
  store: ArchiveStore | undefined,
  progress: Progress,
  mark: (offset: number) => Promise<void> | undefined,
): Promise<Reading> {
  const reading: Reading = { count: 0, faultCount: 0, faults: [] }
  const input = file === undefined ? process.stdin : createReadStream(file, { start: from })
  let batch: Sighting[] = []
  let offset = from
  let line = 0
  const flush = async (): Promise<void> => {
    await store?.record(batch, 'max')
    reading.count += batch.length
    batch = []
    await mark(offset)
    progress.at(offset)
  }
  for await (const { text, bytes } of linesIn(input)) {
    line++
    offset += bytes
    if (text.trim() === '') continue
    const found = sightingIn(text)
    if (typeof found !== 'string') batch.push(found)
    else if (reading.faultCount++ < MAX_FAULTS)
      reading.faults.push(`line ${line}${from > 0 ? ' behind there' : ''}: ${found}`)
    if (batch.length >= BATCH) await flush()
  }
  await flush()
  return reading
}

/**
 * Notes beside the file how far it was read into which store, so that an import that is broken off
 * can be resumed. Where nothing can be written there, that is said once, and the import goes on.
 */
class Marks {
  readonly #file: string
  readonly #target: string
  #canWrite = true

  constructor(file: string, target: string) {
    this.#file = `${file}.imported`
    // A URL may hold a password.
    this.#target = createHash('sha256').update(target).digest('hex')
  }

  async read(): Promise<number> {
    const text = await readFile(this.#file, 'utf8').catch(() => '')
    const [offset, target] = text.split(/ (.*)/s)
    return target === this.#target && /^\d+$/.test(offset ?? '') ? Number(offset) : 0
  }

  async write(offset: number): Promise<void> {
    if (!this.#canWrite) return
    try {
      await writeFile(this.#file, `${offset} ${this.#target}`)
    } catch (thrown) {
      this.#canWrite = false
      console.error(`Broken off, this import begins anew: ${textOf(thrown)}.`)
    }
  }

  async remove(): Promise<void> {
    if (this.#canWrite) await rm(this.#file, { force: true })
  }
}
