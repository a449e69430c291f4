import { resolve } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { addAddCommands } from '../add/command.js'
import type { DevFlags } from '../dev/dev.js'
import { addUpdateCommand } from '../update/command.js'

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
 * @returns the exit code: 0 nothing is wrong, 1 there are findings, 2 wrong usage or no plugin to look at
 */
export async function run(args: readonly string[]): Promise<0 | 1 | 2> {
  let code: 0 | 1 | 2 = 0
  const program = new Command('clacks-plugin')
    .description('For authors of clacks plugins.')
    .version(manifest.version, '-v, --version')
    .exitOverride()
  program
    .command('verify')
    .description(
      'pack the plugin, install it beside the lowest and the newest clacks it allows, and check it',
    )
    .argument('[folder]', 'the folder of the plugin', '.')
    .option('--clacks <what...>', 'install these as clacks: clacks@1.2.3, tarballs, folders')
    .option('--with <what...>', 'also install these: dependencies that the registry does not have')
    .option('--json', 'write the report as JSON')
    .addOption(new Option('--sarif', 'write the report as SARIF 2.1.0').conflicts('json'))
    .option('--fix', 'mend in package.json what can be mended, then check')
    .action(async (folder: string, flags: VerifyFlags) => {
      code = await verifyCommand(folder, flags)
    })
  program
    .command('dev')
    .description('try the plugin out: a small network with it, loaded from its sources, anew on every save')
    .argument('[path]', 'the folder of the plugin, or its source file', '.')
    .option('-c, --config <file>', 'a config whose plugins are used; left out: example/clacks.config.*')
    .option('--options <json>', 'the plugin alone, with these options')
    .option('--json', 'write what happens as NDJSON')
    .action(async (path: string, flags: DevFlags) => {
      const { dev } = await import('../dev/dev.js')
      code = await dev(path, flags)
    })
  addUpdateCommand(program, (result) => {
    code = result
  })
  addAddCommands(program, (files, next) => {
    for (const file of files) console.log(file)
    if (next !== undefined) console.log(`\nnow run: ${next}`)
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (thrown) {
    // commander has said it already; help ends here too, with 0.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    console.error(`clacks-plugin: ${thrown instanceof Error ? thrown.message : thrown}`)
    return 2
  }
}

async function verifyCommand(
  folder: string,
  { clacks, with: others, json, sarif, fix: mending }: VerifyFlags,
): Promise<0 | 1> {
  const [{ fix }, { reportSarif }, { reportText }, { verify }] = await Promise.all([
    import('../verify/fix.js'),
    import('../verify/report-sarif.js'),
    import('../verify/report-text.js'),
    import('../verify/verify.js'),
  ])
  const mended = mending ? await fix(resolve(folder)) : []
  for (const what of mended) console.error(`mended: ${what}`)
  const report = await verify({
    cwd: folder,
    ...(clacks && { clacks: clacks.map(absolute) }),
    ...(others && { with: others.map(absolute) }),
  })
  if (json) console.log(JSON.stringify(report, undefined, 2))
  else console.log(sarif ? JSON.stringify(reportSarif(report), undefined, 2) : reportText(report))
  return report.findings.length === 0 ? 0 : 1
}

/** Paths are relative to the working directory; what is installed is relative to a temporary folder. */
function absolute(what: string): string {
  return what.startsWith('.') ? resolve(what) : what
}
