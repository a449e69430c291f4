import { basename, dirname, join, resolve } from 'node:path'
// Bundled: this package depends on nothing.
import { FIRST_PARTY } from '../../../clacks/src/config/resolve/plugin-names.js'
import type { Answers } from '../answers.js'
import { namesFrom, type PluginNames } from '../names.js'
import { TEMPLATES, type TemplateName } from '../templates.js'
import type { Flags } from './flags.js'
import { gitSetting } from './git.js'
import { packageManager } from './package-manager.js'
import { repositoryFor } from './repository.js'
import { UsageError } from './usage-error.js'
import { workspaceAround } from './workspace.js'
import { checkFolder } from './write-project.js'

/** What to create, and where. */
export interface Plan {
  readonly names: PluginNames
  readonly template: TemplateName
  readonly answers: Answers
  /** The folder of the project. */
  readonly folder: string
  /** The root of the workspace around it, if any. */
  readonly workspace: string | undefined
}

/** The name that means the working directory. */
const HERE = '.'

/**
 * The names of a plugin and the folder of its project: `.` is the folder that it is named after.
 *
 * @throws UsageError for an invalid name
 */
export function placeOf(typed: string, parent = '.'): Pick<Plan, 'names' | 'folder'> {
  const here = resolve(parent)
  const names = checkedNames(typed === HERE ? basename(here) : typed)
  return { names, folder: typed === HERE ? here : join(here, names.folder) }
}

/**
 * Fills in the defaults. The folder is checked first.
 *
 * @param flags with a name
 * @throws UsageError for an invalid value; Error if the folder has files
 */
export async function planFrom(
  flags: Flags & { readonly name: string },
  env: NodeJS.ProcessEnv,
): Promise<Plan> {
  const { names, folder } = placeOf(flags.name, flags.parent)
  const isThere = checkFolder(folder)
  const template = flags.template ?? 'observer'
  const where = isThere ? folder : dirname(folder)
  const author = flags.author ?? (await gitAuthor(where))
  const workspace = workspaceAround(dirname(folder))
  const answers: Answers = {
    name: names.package,
    language: flags.js ? 'javascript' : 'typescript',
    description: inOneLine(flags.summary ?? '') || summaryOf(template),
    author: inOneLine(author),
    repository: await repositoryFor(flags.repository, names, where),
    ...packageManager(env, workspace),
    year: new Date().getFullYear(),
  }
  return { names, template, answers, folder, workspace }
}

/** The summary of a template, as a sentence. */
export function summaryOf(template: TemplateName): string {
  const text = TEMPLATES[template]
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/**
 * The names of a plugin.
 * @throws UsageError for an invalid name, and for that of a plugin of clacks
 */
export function checkedNames(typed: string): PluginNames {
  const names = legalNames(typed)
  if (FIRST_PARTY.includes(names.short))
    throw new UsageError(
      `"${names.short}" is taken: in a config it means @clacks/plugin-${names.short}. Choose another name, such as "my-${names.short}" or "@acme/${names.short}".`,
    )
  return names
}

function legalNames(typed: string): PluginNames {
  try {
    return namesFrom(typed)
  } catch (thrown) {
    throw thrown instanceof RangeError ? new UsageError(`${thrown.message}.`) : thrown
  }
}

async function gitAuthor(folder: string): Promise<string> {
  const [name, mail] = await Promise.all([gitSetting('user.name', folder), gitSetting('user.email', folder)])
  if (name === undefined) return ''
  return mail === undefined ? name : `${name} <${mail}>`
}

function inOneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}
