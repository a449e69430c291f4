import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Files, planUpdate, type Step } from './merge.js'
import { installTemplates, MAKER, readMark } from './template.js'

/** What stands behind the name of a file that the author changed and the template too. */
export const NEW = '.clacks-new'

/** How a project is brought to newer templates. */
export interface UpdateOptions {
  /** The folder of the project. Default: the working directory. */
  readonly cwd?: string
  /** What to install as the newer templates: `create-clacks-plugin@1.2.3`, a tarball, a folder. Default: the newest. */
  readonly to?: string
  /** What to install as the templates that made the project. Default: the version that its package.json says. */
  readonly from?: string
  /** Only looks. Default false. */
  readonly dryRun?: boolean
}

/** What an update did, or would do. */
export interface UpdateReport {
  readonly template: string
  readonly from: string
  readonly to: string
  readonly steps: readonly Step[]
}

/**
 * Brings what newer templates have to a project that older ones made: a three-way merge. What the author changed stays; a file
 * that both changed in the same place stays as it is, and the new one is written beside it.
 *
 * @throws Error where the project does not say what made it, or a version of the templates cannot be had: nothing is changed
 */
export async function update({
  cwd = '.',
  to = `${MAKER}@latest`,
  from,
  dryRun = false,
}: UpdateOptions = {}): Promise<UpdateReport> {
  const project = resolve(cwd)
  const mark = await readMark(project)
  const folder = await mkdtemp(join(tmpdir(), 'clacks-update-'))
  try {
    const older = await installTemplates(from ?? `${MAKER}@${mark.version}`, join(folder, 'older'))
    const newer = await installTemplates(to, join(folder, 'newer'))
    const base = await older.render(mark)
    const theirs = await newer.render(mark)
    const steps = planUpdate(base, theirs, await textsOf(project, base, theirs))
    if (!dryRun) for (const step of steps) await take(project, step)
    return { template: mark.name, from: mark.version, to: newer.version, steps }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The files of a project that one of the two knows. */
async function textsOf(project: string, base: Files, theirs: Files): Promise<Files> {
  const paths = [...new Set([...base.keys(), ...theirs.keys()])]
  const texts = await Promise.all(
    paths.map(async (path): Promise<[string, string][]> => {
      try {
        return [[path, await readFile(join(project, path), 'utf8')]]
      } catch (thrown) {
        if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return []
        throw thrown
      }
    }),
  )
  return new Map(texts.flat())
}

async function take(project: string, step: Step): Promise<void> {
  const file = join(project, step.path)
  if (step.kind === 'removed') await rm(file)
  if (!('text' in step)) return
  await mkdir(dirname(file), { recursive: true })
  await writeFile(step.kind === 'conflict' ? `${file}${NEW}` : file, step.text)
}
