import { resolve } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { addAddCommands } from '../add/command.js'
import type { DevFlags } from '../dev/dev.js'
import { reasonOf } from '../reason-of.js'
import { addUpdateCommand } from '../update/command.js'
import { absoluteSpec } from '../verify/npm.js'

interface VerifyFlags {
  readonly clacks?: readonly string[]
  readonly with?: readonly string[]
  readonly json?: true
  readonly sarif?: true
  readonly fix?: true
}

/**
 * Runs the command `clacks-plugin NAME …`.
 * @param args without the name of the program
 * @returns the exit code: 0 success, 1 there are issues, 2 wrong usage or no plugin
 */
export async function run(args: readonly string[]): Promise<0 | 1 | 2> {
  let code: 0 | 1 | 2 = 0
  const program = new Command('clacks-plugin')
    .description('Tools for authors of clacks plugins.')
    .version(manifest.version, '-v, --version')
    .exitOverride()
  program
    .command('verify')
    .description(
      'pack the plugin, install it with the lowest and the newest clacks that it allows, and check it',
    )
    .argument('[folder]', 'the folder of the plugin', '.')
    .option('--clacks <what...>', 'what to install as clacks: clacks@1.2.3, tarballs, folders')
    .option('--with <what...>', 'also install these, such as dependencies that the registry does not have')
    .option('--json', 'print the report as JSON')
    .addOption(new Option('--sarif', 'print the report as SARIF 2.1.0').conflicts('json'))
    .option('--fix', 'fix package.json where possible, then check')
    .action(async (folder: string, flags: VerifyFlags) => {
      code = await verifyCommand(folder, flags)
    })
  program
    .command('dev')
    .description('run a small network with the plugin from its sources, reloaded on every save')
    .argument('[path]', 'the folder of the plugin, or its source file', '.')
    .option('-c, --config <file>', 'use the plugins of this config (default: example/clacks.config.*)')
    .option('--options <json>', 'use only the plugin, with these options')
    .option('--json', 'print events as NDJSON')
    .action(async (path: string, flags: DevFlags) => {
      const { dev } = await import('../dev/dev.js')
      code = await dev(path, flags)
    })
  addUpdateCommand(program, (result) => {
    code = result
  })
  addAddCommands(program, (files, next) => {
    for (const file of files) console.log(file)
    if (next !== undefined) console.log(`\nNow run: ${next}`)
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (thrown) {
    // commander has already printed it; help also ends here, with 0.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    console.error(`clacks-plugin: ${reasonOf(thrown)}`)
    return 2
  }
}

async function verifyCommand(
  folder: string,
  { clacks, with: others, json, sarif, fix: isFixing }: VerifyFlags,
): Promise<0 | 1> {
  const [{ fix }, { reportSarif }, { reportText }, { verify }] = await Promise.all([
    import('../verify/fix.js'),
    import('../verify/report-sarif.js'),
    import('../verify/report-text.js'),
    import('../verify/verify.js'),
  ])
  const fixed = isFixing ? await fix(resolve(folder)) : []
  for (const what of fixed) console.error(`fixed: ${what}`)
  const report = await verify({
    cwd: folder,
    ...(clacks && { clacks: clacks.map(absoluteSpec) }),
    ...(others && { with: others.map(absoluteSpec) }),
  })
  if (json) console.log(JSON.stringify(report, undefined, 2))
  else console.log(sarif ? JSON.stringify(reportSarif(report), undefined, 2) : reportText(report))
  return report.issues.length === 0 ? 0 : 1
}
