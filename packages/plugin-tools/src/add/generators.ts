import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import nodePlop, { type NodePlopAPI } from 'node-plop'
import { type Change, write } from './change.js'
import { addTap } from './hook.js'
import { HOOK_STARTS } from './hooks.js'
import { addMessage, exampleOf } from './message.js'
import { addOption } from './option.js'
import { type Project, readProject } from './project.js'
import { inCode, inLine, styleOf } from './style.js'
import { TEMPLATES } from './templates.js'

/** What can be added, and what has to be said of it. */
export type Addition =
  | { readonly kind: 'option'; readonly name: string; readonly schema: Readonly<Record<string, unknown>> }
  | { readonly kind: 'hook'; readonly name: keyof typeof HOOK_STARTS }
  | { readonly kind: 'message'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'test'; readonly name: string }

/** What was done. */
export interface Added {
  /** The files that were made or changed, from the folder of the plugin. */
  readonly files: readonly string[]
  /** A command that is to be run now, where one is. */
  readonly next?: string
}

/**
 * Adds something to the project of a plugin, by the plop generator of that name: all of it, or nothing.
 *
 * @param folder of the plugin
 * @throws Error where it is there already, or the code cannot be added to
 */
export async function add(folder: string, addition: Addition): Promise<Added> {
  const project = await readProject(resolve(folder))
  const plop = await nodePlop('', { destBasePath: project.folder, force: false })
  const { changes, next } = await changesFor(project, addition, plop)
  const clash = changes.find(({ path, isNew }) => isNew && existsSync(join(project.folder, path)))
  if (clash !== undefined) throw new Error(`there is a file ${clash.path} already; nothing was changed`)
  const generator = plop.setGenerator(addition.kind, {
    description: `add a ${addition.kind} to a plugin`,
    prompts: [],
    actions: changes.map((change) => async () => {
      await write(project.folder, change)
      return change.path
    }),
  })
  const { failures } = await generator.runActions({ ...addition })
  const [failure] = failures
  if (failure !== undefined) throw new Error(failure.error)
  return { files: changes.map(({ path }) => path), ...(next !== undefined && { next }) }
}

type Changes = { readonly changes: readonly Change[]; readonly next?: string | undefined }

async function changesFor(project: Project, addition: Addition, plop: NodePlopAPI): Promise<Changes> {
  const newTest = (name: string, template: string, answers: object): Change => ({
    path: `test/${name}.test.${project.language}`,
    text: plop.renderString(template, answers),
    isNew: true,
  })
  const plugins = `[${useOf(project)}]`
  switch (addition.kind) {
    case 'option':
      return { changes: await addOption(project, addition) }
    case 'hook': {
      const start = HOOK_STARTS[addition.name]
      const drops = start.test.some((line) => line.includes('drop('))
      const answers = { ...addition, ...start, plugins, drops }
      return {
        changes: [
          addTap(project, addition.name, start),
          newTest(kebabCase(addition.name), TEMPLATES.hook, answers),
        ],
      }
    }
    case 'message': {
      const { change, exported } = addMessage(project, addition)
      const example = inCode(exampleOf(addition), styleOf(''), '  ')
      const source = change.path.replace(/\.[cm]?ts$/, '.js')
      const formatter = '@clacks/plugin-message-formatter'
      const isThere = formatter in { ...project.manifest.dependencies, ...project.manifest.peerDependencies }
      return {
        changes: [
          change,
          newTest(addition.name, TEMPLATES.message, { ...addition, exported, example, source }),
        ],
        next: isThere ? undefined : `npm install ${formatter}`,
      }
    }
    case 'test':
      return { changes: [newTest(kebabCase(addition.name), TEMPLATES.test, { ...addition, plugins })] }
  }
}

/** The plugin with the first options that `verify` is told, for the code of a test. */
function useOf({ manifest }: Project): string {
  const [options] = manifest.verify.valid
  return options === undefined ? 'plugin' : `plugin(${inLine(options)})`
}

/** `peerDiscovered`, `drops what is old` -> `peer-discovered`, `drops-what-is-old` */
function kebabCase(text: string): string {
  const words = text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')
}
