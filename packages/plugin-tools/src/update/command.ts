import type { Command } from 'commander'
import colors from 'picocolors'
import { absoluteSpec } from '../verify/npm.js'
import type { UpdateReport } from './update.js'

interface UpdateFlags {
  readonly to?: string
  readonly from?: string
  readonly dryRun?: boolean
  readonly json?: true
}

/**
 * The command `clacks-plugin update`.
 * @param finish called with the exit code
 */
export function addUpdateCommand(program: Command, finish: (code: 0 | 1) => void): void {
  program
    .command('update')
    .description('update a plugin that npm create clacks-plugin made to newer templates')
    .argument('[folder]', 'the folder of the plugin', '.')
    .option(
      '--to <what>',
      'the new templates: create-clacks-plugin@1.2.3, a tarball, a folder (default: the latest)',
    )
    .option('--from <what>', 'the templates that made it (default: the version in package.json)')
    .option('-n, --dry-run', 'only report what would change')
    .option('--json', 'print the result as JSON')
    .action(async (folder: string, { to, from, dryRun = false, json }: UpdateFlags) => {
      const { update } = await import('./update.js')
      const report = await update({
        cwd: folder,
        dryRun,
        ...(to !== undefined && { to: absoluteSpec(to) }),
        ...(from !== undefined && { from: absoluteSpec(from) }),
      })
      console.log(json ? JSON.stringify(report, undefined, 2) : reportText(report, dryRun))
      finish(report.steps.some(({ kind }) => kind === 'conflict') ? 1 : 0)
    })
}

const COLOURS = {
  added: colors.green,
  updated: colors.green,
  merged: colors.green,
  removed: colors.yellow,
  kept: colors.yellow,
  conflict: colors.red,
} as const

function reportText({ template, from, to, steps }: UpdateReport, dryRun: boolean): string {
  const title = colors.bold(`template ${template}, ${from} -> ${to}`)
  if (steps.length === 0) return `${title}\nup to date: nothing to do`
  const lines = steps.map((step) => {
    const { kind, path } = step
    return `${COLOURS[kind](kind.padEnd(9))} ${path}${'reason' in step ? `  ${step.reason}` : ''}`
  })
  const hasConflicts = steps.some(({ kind }) => kind === 'conflict')
  const end = dryRun
    ? ['', 'dry run: nothing was written']
    : hasConflicts
      ? [
          '',
          'Look at the conflicts, and decide between the lines <<<<<<< and >>>>>>>; JSON files have no such lines.',
        ]
      : []
  return [title, ...lines, ...end].join('\n')
}
