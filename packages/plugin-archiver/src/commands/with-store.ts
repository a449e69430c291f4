import { existsSync } from 'node:fs'
import { ClacksError, configuredOptions, loadConfig } from 'clacks'
import type { Command } from 'commander'
import type { ArchiveStore } from '../archive.js'
import { archiver } from '../archiver.js'
import { answered } from '../reading/archive-failure.js'
import { openStore, storeOf } from '../stores/open-store.js'

/** The store option of a command. */
export interface StoreChoice {
  readonly store?: string
}

/** Adds the option `--store` to a command. */
export function withStoreOption(command: Command): Command {
  return command.option(
    '--store <url>',
    'the archive: sqlite:FILE or postgres://…; default: that of the archiver in the nearest config, or clacks-archive.db in the state folder',
  )
}

/**
 * Opens the store, runs an operation, and closes it.
 * @param canCreate whether a missing file is created
 * @throws ClacksError ERR_CLACKS_ARCHIVE if the store fails
 */
export async function withStore(
  choice: StoreChoice,
  work: (store: ArchiveStore, url: string) => Promise<void>,
  { canCreate = false } = {},
): Promise<void> {
  const url = choice.store ?? (await configuredStore())
  const [, file] = /^sqlite:(.*)$/.exec(url) ?? []
  if (file !== undefined && !canCreate && !existsSync(file))
    throw new ClacksError(
      'ERR_CLACKS_ARCHIVE',
      `The archive ${file} does not exist. Select another one with \`--store sqlite:FILE\`.`,
    )
  const store = openStore(url)
  try {
    await answered(work(store, url))
  } finally {
    await store.close()
  }
}

async function configuredStore(): Promise<string> {
  const [first] = await configuredOptions(archiver)
  return first === undefined ? storeOf({}, await loadConfig()) : storeOf(first.options, first)
}
