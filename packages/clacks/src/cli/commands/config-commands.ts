import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.js'
import type { LookOptions } from '../options.js'

const CONFIG = 'the config file; left out: the nearest clacks.config.* upwards'

/**
 * The commands for a config that need no running node. Each is loaded when it is called.
 *
 * @param finish gets the exit code
 */
export function addConfigCommands(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('init')
    .description('make a config and a certificate; asks four questions, or none where there is no terminal')
    .argument('[folder]', 'where', '.')
    .option('--format <format>', 'ts, json or yaml')
    .option('--hostname <name>', 'the name under which others find the node')
    .option('--port <port>', 'the port under which others find it')
    .option('--peer <address...>', 'a peer to begin with: host:port')
    .option('-y, --yes', 'ask nothing')
    .option('--json', 'write JSON')
    .action(async (folder: string, options: object) => {
      const { init } = await import('./init.js')
      finish(await init(folder, options))
    })
  program
    .command('check')
    .description('check a config and its plugins, and start nothing')
    .argument('[config]', CONFIG)
    .option('--json', 'write JSON')
    .action(async (path: string | undefined, options: LookOptions) => {
      const { check } = await import('./check.js')
      finish(await check(path, options))
    })

  const config = program.command('config').description('show a config, or the schema of configs')
  config
    .command('print')
    .description('show a config as it holds: presets and environment merged in, defaults filled in')
    .argument('[config]', CONFIG)
    .option('--why', 'show of each value who says it')
    .option('--show-secrets', 'do not mask secrets')
    .option('--json', 'write JSON')
    .action(async (path: string | undefined, options: LookOptions) => {
      const { configPrint } = await import('./config-print.js')
      finish(await configPrint(path, options))
    })
  config
    .command('schema')
    .description('write the JSON Schema of a config, with the options of the plugins installed here')
    .action(async () => {
      const { configSchemaHere } = await import('./config-schema.js')
      finish(await configSchemaHere())
    })

  program
    .command('doctor')
    .description('look for what could keep a node from running well, with the mend for each finding')
    .argument('[config]', CONFIG)
    .option('--json', 'write JSON')
    .action(async (path: string | undefined, options: LookOptions) => {
      const { doctor } = await import('./doctor.js')
      finish(await doctor(path, options))
    })
  program
    .command('cert')
    .description('show the certificate of a node; made where there is none')
    .argument('[config]', CONFIG)
    .option('--renew', 'make a new self-signed pair; peers that pinned the old key refuse the new one')
    .option('--json', 'write JSON')
    .action(async (path: string | undefined, options: LookOptions) => {
      const { cert } = await import('./cert.js')
      finish(await cert(path, options))
    })
  program
    .command('trust')
    .description('show the keys that are pinned for peers, or forget some')
    .argument('[address...]', 'only these: host:port')
    .option('--forget', 'forget the pins of these addresses: the next key they show is pinned')
    .option('-c, --config <file>', CONFIG)
    .option('--json', 'write JSON')
    .action(async (addresses: string[], options: LookOptions) => {
      const { trust } = await import('./trust.js')
      finish(await trust(addresses, options))
    })
}
