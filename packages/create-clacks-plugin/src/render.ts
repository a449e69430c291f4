import { readdir, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Answers, TemplateMark } from './answers.js'
import { namesFrom } from './names.js'
import { commandsOf, isBerry } from './package-managers.js'
import type { TemplateName } from './templates.js'
import { VERSIONS } from './versions.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TEMPLATES = join(ROOT, 'templates')
/**
 * The extension of rendered files. Other files are copied: the `${{ }}` of workflows is not a
 * placeholder.
 */
const RENDERED = '.hbs'

/**
 * Renders a project. The same template, version and answers always give the same files. Only the
 * templates of this package are read, and nothing is written. `clacks-plugin update` renders the
 * version that made a project and a newer one, and merges.
 *
 * @returns path (with `/`, relative to the project) -> content, sorted by path
 * @throws RangeError for an invalid name
 */
export async function render(template: TemplateName, answers: Answers): Promise<ReadonlyMap<string, string>> {
  const names = namesFrom(answers.name)
  // Loaded late: it takes most of a second.
  const { default: nodePlop } = await import('node-plop')
  const plop = await nodePlop('', { destBasePath: ROOT, force: false })
  plop.setHelper('json', (value: unknown) => JSON.stringify(value))
  // Like formatters: quotes only if necessary.
  plop.setHelper('key', (name: string) => (/^[a-z]\w*$/i.test(name) ? name : `'${name}'`))
  for (const [path, text] of await textsIn(join(TEMPLATES, 'parts'))) {
    plop.setPartial(posix.basename(path, RENDERED), text)
  }
  const typescript = answers.language === 'typescript'
  const data = {
    ...answers,
    names,
    typescript,
    ext: typescript ? 'ts' : 'js',
    [template]: true,
    [answers.packageManager]: true,
    berry: isBerry(answers.packageManager, answers.packageManagerVersion),
    commands: commandsOf(answers.packageManager, answers.packageManagerVersion),
    versions: VERSIONS,
  }
  const files = new Map<string, string>()
  for (const layer of ['all', template]) {
    for (const [path, text] of await textsIn(join(TEMPLATES, layer))) {
      const rendered = path.endsWith(RENDERED) ? plop.renderString(text, data) : text
      // A file for some projects only is empty in others.
      if (rendered.trim() !== '') files.set(targetOf(path, data.ext), rendered)
    }
  }
  const mark: TemplateMark = { name: template, version: await version(), answers }
  files.set('package.json', withMark(files.get('package.json') ?? '{}', mark))
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The version of this package and its templates. */
export async function version(): Promise<string> {
  return JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')).version
}

/**
 * npm excludes files such as `.gitignore` from packages, so templates have a `_` in place of the
 * dot.
 */
function targetOf(path: string, ext: string): string {
  const name = path.endsWith(RENDERED) ? path.slice(0, -RENDERED.length) : path
  return name.replaceAll(/(^|\/)_/g, '$1.').replace('[ext]', ext)
}

function withMark(manifest: string, mark: TemplateMark): string {
  return `${JSON.stringify({ ...JSON.parse(manifest), 'clacks-template': mark }, undefined, 2)}\n`
}

/**
 * All files in a folder. The file system of Yarn, which reads packages from archives, has no
 * recursive `readdir`.
 */
async function textsIn(
  folder: string,
  under = '',
): Promise<readonly (readonly [path: string, text: string])[]> {
  const entries = await readdir(join(folder, under), { withFileTypes: true })
  const found = entries.map(async (entry) => {
    const path = posix.join(under, entry.name)
    if (entry.isDirectory()) return textsIn(folder, path)
    return [[path, await readFile(join(folder, path), 'utf8')] as const]
  })
  return (await Promise.all(found)).flat()
}
