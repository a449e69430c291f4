import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import nodePlop, { type ActionType } from 'node-plop'
// Bundled.
import { lockedManager } from '../../../clacks/src/cli/commands/plugins/lock-files.js'
import { commandsOf } from '../../../create-clacks-plugin/src/package-managers.js'
import { lineEndOf, withLineEnd } from '../line-ends.js'
import type { Change } from './change.js'
import { addTap } from './hook.js'
import { HOOK_STARTS } from './hooks.js'
import { addMessage, exampleOf } from './message.js'
import { addOption } from './option.js'
import { type Project, readProject } from './project.js'
import { inCode, inLine, styleOf } from './style.js'
import { TEMPLATES } from './templates.js'

export { ask } from './ask.js'

/** What can be added, with its answers. */
export type Addition =
  | { readonly kind: 'option'; readonly name: string; readonly schema: Readonly<Record<string, unknown>> }
  | { readonly kind: 'hook'; readonly name: keyof typeof HOOK_STARTS }
  | { readonly kind: 'message'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'test'; readonly name: string }

/** The result of an addition. */
export interface Added {
  /** The files that were written, relative to the folder of the plugin. */
  readonly files: readonly string[]
  /** A command to run next, if any. */
  readonly next?: string
}

/**
 * Adds something to the project of a plugin, by the plop generator of that name: all of it, or
 * nothing.
 *
 * @param folder of the plugin
 * @throws Error if it exists already, or the code cannot be edited
 */
export async function add(folder: string, addition: Addition): Promise<Added> {
  const project = await readProject(resolve(folder))
  const plop = await nodePlop('', { destBasePath: project.folder, force: false })
  const { edits = [], tests = [], next } = await partsOf(project, addition)
  const testPath = ({ path }: NewTest): string => plop.renderString(path, addition)
  const created = [...tests.map(testPath), ...edits.filter(({ isNew }) => isNew).map(({ path }) => path)]
  const inProject = (text: string): string => withLineEnd(text, project.lineEnd)
  // Code is not a template of plop: its braces are not placeholders.
  const actionFor = ({ path, text, isNew }: Change): ActionType =>
    isNew
      ? { type: 'add', path, template: '{{{text}}}', data: { text }, transform: inProject }
      : {
          type: 'modify',
          path,
          pattern: '',
          template: '',
          transform: (current) => withLineEnd(text, lineEndOf(current)),
        }
  const clash = created.find((path) => existsSync(join(project.folder, path)))
  if (clash !== undefined) throw new Error(`${clash} already exists; nothing was changed`)
  const generator = plop.setGenerator(addition.kind, {
    description: `add a ${addition.kind} to a plugin`,
    prompts: [],
    actions: [
      ...edits.map(actionFor),
      ...tests.map((test) => ({ ...test, type: 'add', transform: inProject })),
    ],
  })
  const { failures } = await generator.runActions({ ...addition })
  const [failure] = failures
  if (failure !== undefined) throw new Error(failure.error)
  const files = [...edits.map(({ path }) => path), ...tests.map(testPath)]
  return { files, ...(next !== undefined && { next }) }
}

/** A test that plop's action `add` creates; path and template are rendered. */
interface NewTest {
  readonly path: string
  readonly template: string
  readonly data: object
}

/** What an addition consists of. */
interface Parts {
  readonly edits?: readonly Change[]
  readonly tests?: readonly NewTest[]
  readonly next?: string | undefined
}

async function partsOf(project: Project, addition: Addition): Promise<Parts> {
  const test = (name: string): string => `test/${name}.test.${project.language}`
  const plugins = `[${useOf(project)}]`
  switch (addition.kind) {
    case 'option':
      return { edits: await addOption(project, addition) }
    case 'hook': {
      const start = HOOK_STARTS[addition.name]
      const drops = start.test.some((line) => line.includes('drop('))
      const data = { ...start, plugins, drops }
      return {
        edits: [addTap(project, addition.name, start)],
        tests: [{ path: test('{{kebabCase name}}'), template: TEMPLATES.hook, data }],
      }
    }
    case 'message': {
      const { change, exported } = addMessage(project, addition)
      const example = inCode(exampleOf(addition), styleOf(''), '  ')
      const source = change.path.replace(/\.[cm]?ts$/, '.js')
      const formatter = '@clacks/plugin-message-formatter'
      const isThere = formatter in { ...project.manifest.dependencies, ...project.manifest.peerDependencies }
      const data = { exported, example, source }
      return {
        edits: [change],
        tests: [{ path: test('{{name}}'), template: TEMPLATES.message, data }],
        next: isThere ? undefined : `${commandsOf(lockedManager(project.folder) ?? 'npm').add} ${formatter}`,
      }
    }
    case 'test':
      return { tests: [{ path: test('{{kebabCase name}}'), template: TEMPLATES.test, data: { plugins } }] }
  }
}

/** The plugin with the first of the `valid` options of `verify`, for the code of a test. */
function useOf({ manifest }: Project): string {
  const [options] = manifest.verify.valid
  return options === undefined ? 'plugin' : `plugin(${inLine(options)})`
}
