import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { kebabCase } from 'change-case'
// Bundled: this package depends on nothing.
import { FIRST_PARTY } from '../../../clacks/src/config/resolve/plugin-names.js'
import type { Answers, PackageManager } from '../answers.js'
import { namesFrom, type PluginNames } from '../names.js'
import { TEMPLATES, type TemplateName } from '../templates.js'
import type { Flags } from './flags.js'
import { gitSetting } from './git.js'
import { UsageError } from './usage-error.js'

/** `owner/name`, or the address of a repository on GitHub. */
const REPOSITORY = /^(?:https:\/\/github\.com\/|git@github\.com:)?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/

/** What to create, and where. */
export interface Plan {
  readonly names: PluginNames
  readonly template: TemplateName
  readonly answers: Answers
  /** The folder in which the project is created. */
  readonly parent: string
}

/**
 * Fills in the defaults.
 *
 * @param flags with a name
 * @throws UsageError for an invalid value
 */
export async function planFrom(
  flags: Flags & { readonly name: string },
  env: NodeJS.ProcessEnv,
): Promise<Plan> {
  const names = checkedNames(flags.name)
  const template = flags.template ?? 'observer'
  const parent = resolve(flags.parent ?? '.')
  const author = flags.author ?? (await gitAuthor(parent))
  const written = flags.repository ?? `${await ownerFor(names, author, parent)}/${names.folder}`
  const [, repository] = REPOSITORY.exec(written) ?? []
  if (repository === undefined)
    throw new UsageError(`--repository is "${written}"; expected owner/name, as on GitHub.`)
  const answers: Answers = {
    name: names.package,
    language: flags.js ? 'javascript' : 'typescript',
    description: inOneLine(flags.summary ?? '') || summaryOf(template),
    author: inOneLine(author),
    repository,
    packageManager: packageManager(env),
    year: new Date().getFullYear(),
  }
  return { names, template, answers, parent }
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

/** The package manager that runs this command. */
function packageManager({ npm_config_user_agent: agent = '' }: NodeJS.ProcessEnv): PackageManager {
  const [name] = agent.split('/')
  return name === 'pnpm' || name === 'yarn' ? name : 'npm'
}

async function gitAuthor(folder: string): Promise<string> {
  const [name, mail] = await Promise.all([gitSetting('user.name', folder), gitSetting('user.email', folder)])
  if (name === undefined) return ''
  return mail === undefined ? name : `${name} <${mail}>`
}

async function ownerFor(names: PluginNames, author: string, folder: string): Promise<string> {
  const user = await gitSetting('github.user', folder)
  const scope = /^@(.+)\//.exec(names.package)?.[1]
  const [name = ''] = author.split('<')
  return (
    user ??
    scope ??
    (kebabCase(name.replace(/[^\w]+/g, ' ')) || kebabCase(userInfo().username) || names.folder)
  )
}

function inOneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}
