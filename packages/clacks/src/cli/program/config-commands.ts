import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.js'
import type { OutputOptions } from './options.js'

const CONFIG = 'the config file (default: the nearest clacks.config.*)'

/**
 * Adds the commands that work on a config and need no running node.
 *
 * @param finish receives the exit code
 */
export function addConfigCommands(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('init')
    .description('create a config and a certificate; asks up to four questions on a terminal')
    .argument('[folder]', 'where to create them', '.')
    .option('--format <format>', 'ts, json or yaml')
    .option('--hostname <name>', 'the name other nodes use to reach this node')
    .option('--port <port>', 'the port other nodes use to reach this node')
    .option('--peer <address...>', 'a first peer, as host:port')
    .option('-y, --yes', 'ask no questions')
    .option('--json', 'write JSON')
    .action(async (folder: string, options: object) => {
      const { init } = await import('../commands/init.js')
      finish(await init(folder, options))
    })
  program
    .command('check')
    .description('check a config and its plugins without starting a node')
    .argument('[config]', CONFIG)
    .option('--json', 'write JSON')
    .action(async (path: string | undefined, options: OutputOptions) => {
      const { check } = await import('../commands/check.js')
      finish(await check(path, options))
    })

  const config = program.command('config').description('show the resolved config or the config schema')
  config
    .command('print')
    .description('show the resolved config, with presets, environment variables and defaults')
    .argument('[config]', CONFIG)
    .option('--why', 'show where each value comes from')
    .option('--show-secrets', 'do not mask secrets')
    .option('--json', 'write JSON')
    .action(async (path: string | undefined, options: OutputOptions) => {
      const { configPrint } = await import('../commands/config-print.js')
      finish(await configPrint(path, options))
    })
  config
    .command('schema')
    .description('write the JSON Schema of a config, including the options of installed plugins')
    .action(async () => {
      const { configSchemaHere } = await import('../commands/config-schema.js')
      finish(await configSchemaHere())
    })

  program
    .command('doctor')
    .description('check the config, the machine and the peers for problems, and suggest fixes')
    .argument('[config]', CONFIG)
    .option('--json', 'write JSON')
    .action(async (path: string | undefined, options: OutputOptions) => {
      const { doctor } = await import('../commands/doctor.js')
      finish(await doctor(path, options))
    })
  program
    .command('cert')
    .description('show the certificate of a node, and create one if there is none')
    .argument('[config]', CONFIG)
    .option('--renew', 'create a new self-signed key pair; peers that pinned the old key will refuse it')
    .option('--json', 'write JSON')
    .action(async (path: string | undefined, options: OutputOptions) => {
      const { cert } = await import('../commands/cert.js')
      finish(await cert(path, options))
    })
  program
    .command('trust')
    .description('show the keys pinned for peers, or remove pins')
    .argument('[address...]', 'only these peers, as host:port')
    .option('--forget', 'forget the keys of these peers, also in a running node; the next ones are pinned')
    .option('--all', 'with --forget: forget the keys of all peers')
    .option('-c, --config <file>', CONFIG)
    .option('--json', 'write JSON')
    .action(async (addresses: string[], options: OutputOptions) => {
      const { trust } = await import('../commands/trust.js')
      finish(await trust(addresses, options))
    })
}
