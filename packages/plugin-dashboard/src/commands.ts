import type { AddCommands } from 'clacks'
import type { Command } from 'commander'
import { openDashboard } from './open-dashboard.js'

const listed = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** `clacks dashboard`: opens the dashboard of a running node. */
const addCommands: AddCommands<Command> = (command) => {
  command
    .description('open the dashboard of the running node in a browser')
    .option('--config <file>', 'the config of the node; default: the nearest one')
    .option('--with <config>', 'the config of another running node to show on the same page', listed, [])
    .option('--add', 'add the plugins gateway and dashboard to the config if they are missing')
    .option('--no-open', 'only print the address')
    .option('--json', 'print JSON')
    .action(openDashboard)
}

export default addCommands
