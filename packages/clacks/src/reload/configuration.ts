import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { replaceConfig } from '../config/edit/write-config.js'
import { hide, secretsIn } from '../config/layer/secrets.js'
import { type LoadConfigOptions, type ReadConfig, readConfig } from '../config/read/read-config.js'
import { ClacksError } from '../errors.js'
import type { ConfigEdit } from './config-edit.js'
import { type ConfigDescription, describeConfig } from './describe-config.js'
import { editedText } from './edited-text.js'
import type { Reload } from './reloader.js'

declare global {
  interface ClacksServices {
    configuration: Configuration
  }
}

/** What an edit would change in the config file. */
export interface EditPreview {
  /** The config file, absolute. */
  readonly file: string
  /** Stands for the text of the file before the edit. */
  readonly revision: string
  /** The change as a unified diff, with secrets masked; empty if nothing changes. */
  readonly diff: string
}

/** An edit that was written and taken over. */
export interface AppliedEdit extends EditPreview {
  readonly reload: Reload
}

/**
 * The service `configuration`: the config that a node runs from. There is none where a node was
 * constructed without one.
 */
export interface Configuration {
  /** The config file, absolute; undefined if the node runs on defaults. */
  readonly file: string | undefined
  /** All values of the config that the node uses, with secrets masked and where each comes from. */
  describe(): Promise<ConfigDescription>
  /**
   * What an edit would change. Nothing is written.
   * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND without a config file, ERR_CLACKS_CONFIG_EDIT,
   * ERR_CLACKS_PLUGIN_UNKNOWN, ERR_CLACKS_OPTION
   */
  preview(edit: ConfigEdit): Promise<EditPreview>
  /**
   * Writes an edit into the config file, and takes the config over. If the result is invalid, the
   * file is restored and the node stays as it was.
   * @param revision that of the preview: the edit fails if the file was changed since
   * @throws ClacksError as `preview`; ERR_CLACKS_CONFIG_CHANGED, ERR_CLACKS_CONFIG_WRITE
   * @throws ConfigError ERR_CLACKS_CONFIG_INVALID if the config would be invalid
   */
  apply(edit: ConfigEdit, revision?: string): Promise<AppliedEdit>
}

/** What runs a node from a config. */
export interface ConfigRunner {
  /** The config that the node uses. */
  readonly loaded: () => Promise<ReadConfig>
  /** Reads the config again and takes it over. */
  readonly apply: () => Promise<Reload>
}

/** The configuration of a node that takes over edits while it runs. */
export class LiveConfiguration implements Configuration {
  readonly file: string | undefined
  readonly #options: LoadConfigOptions
  #runner: ConfigRunner
  #last: Promise<unknown> = Promise.resolve()

  /** @param options those that the config was read with */
  constructor(loaded: ReadConfig, options: LoadConfigOptions = {}) {
    this.file = loaded.file
    this.#options = options
    const notYet = (): Promise<Reload> =>
      Promise.reject(new ClacksError('ERR_CLACKS_STATE', 'The node is not ready to take over a config.'))
    this.#runner = { loaded: () => Promise.resolve(loaded), apply: notYet }
  }

  /** From now on, edits are taken over by this runner. */
  follow(runner: ConfigRunner): void {
    this.#runner = runner
  }

  async describe(): Promise<ConfigDescription> {
    return describeConfig(await this.#runner.loaded(), await this.#revision())
  }

  async preview(edit: ConfigEdit): Promise<EditPreview> {
    return (await this.#edited(edit)).preview
  }

  apply(edit: ConfigEdit, revision?: string): Promise<AppliedEdit> {
    // One after the other: each is made of the text that the one before has written.
    const turn = this.#last.then(() => this.#apply(edit, revision))
    this.#last = turn.catch(() => {})
    return turn
  }

  async #apply(edit: ConfigEdit, revision: string | undefined): Promise<AppliedEdit> {
    const { preview, before, after } = await this.#edited(edit)
    if (revision !== undefined && revision !== preview.revision)
      throw new ClacksError('ERR_CLACKS_CONFIG_CHANGED', `${preview.file} was changed since the preview.`)
    // Read before the file changes: what the node runs is compared with the result.
    await this.#runner.loaded()
    await replaceConfig(preview.file, after)
    try {
      return { ...preview, reload: await this.#runner.apply() }
    } catch (thrown) {
      await replaceConfig(preview.file, before)
      throw thrown
    }
  }

  async #edited(edit: ConfigEdit): Promise<{ preview: EditPreview; before: string; after: string }> {
    const file = this.#writableFile()
    const before = await readFile(file, 'utf8')
    // As it is written now: an edit by hand may not be taken over yet.
    const read = await readConfig(file, this.#options)
    const after = await editedText(edit, read, file, before)
    const secrets = await secretsIn(read.layers)
    const { configDiff } = await import('../config/edit/config-diff.js')
    const diff = configDiff(file, hide(before, secrets), hide(after, secrets))
    return { preview: { file, revision: revisionOf(before), diff }, before, after }
  }

  async #revision(): Promise<string | undefined> {
    return this.file === undefined ? undefined : revisionOf(await readFile(this.file, 'utf8'))
  }

  #writableFile(): string {
    if (this.file !== undefined) return this.file
    throw new ClacksError(
      'ERR_CLACKS_CONFIG_NOT_FOUND',
      'The node runs on defaults: there is no config file to edit. Create one with clacks init.',
    )
  }
}

function revisionOf(text: string): string {
  return hash('sha256', text)
}
