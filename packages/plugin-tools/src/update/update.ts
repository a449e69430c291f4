import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Files, planUpdate, type Step } from './merge.js'
import { installTemplates, MAKER, readMark, withMark } from './template.js'

/** Options of `update`. */
export interface UpdateOptions {
  /** The folder of the project. Default: the working directory. */
  readonly cwd?: string
  /**
   * The new templates: `create-clacks-plugin@1.2.3`, a tarball, a folder. Default: the latest
   * version.
   */
  readonly to?: string
  /** The templates that made the project. Default: the version in its package.json. */
  readonly from?: string
  /** Whether to report changes without writing them. Default false. */
  readonly dryRun?: boolean
}

/** The result of an update. */
export interface UpdateReport {
  readonly template: string
  readonly from: string
  readonly to: string
  readonly steps: readonly Step[]
}

/**
 * Updates a project to newer templates with a three-way merge. Changes of the author are kept.
 * Lines that both changed are put between markers, as by git; of a value in JSON that both changed,
 * the author's stays. The project then records the version of the newer templates, so that the next
 * update begins there.
 *
 * @throws Error if the project has no mark, or a version of the templates cannot be installed:
 * nothing is changed
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
  const installing = [
    installTemplates(from ?? `${MAKER}@${mark.version}`, join(folder, 'older'), project),
    installTemplates(to, join(folder, 'newer'), project),
  ] as const
  try {
    const [older, newer] = await Promise.all(installing)
    const base = withMark(await older.render(mark), mark)
    const theirs = await newer.render(mark)
    const label = `${MAKER} ${newer.version}`
    const steps = planUpdate(base, theirs, await textsOf(project, base, theirs), label)
    if (!dryRun) for (const step of steps) await apply(project, step)
    return { template: mark.name, from: mark.version, to: newer.version, steps }
  } finally {
    // One that still runs would write into the folder again.
    await Promise.allSettled(installing)
    await rm(folder, { recursive: true, force: true })
  }
}

/** The files of the project that the old or the new template has. */
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

async function apply(project: string, step: Step): Promise<void> {
  const file = join(project, step.path)
  if (step.kind === 'removed') await rm(file)
  if (!('text' in step)) return
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, step.text)
}
