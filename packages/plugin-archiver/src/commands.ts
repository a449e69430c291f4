import type { AddCommands } from 'clacks'
import type { Command } from 'commander'
import { addCompact } from './commands/compact.js'
import { addExport } from './commands/export.js'
import { addImport } from './commands/import.js'
import { addPrune } from './commands/prune.js'
import { addSearch } from './commands/search.js'
import { addShow } from './commands/show.js'
import { addStats } from './commands/stats.js'
import { addVerify } from './commands/verify.js'

/** `clacks archive …`: inspects and maintains archives, also while a node uses them. */
const addCommands: AddCommands<Command> = (command) => {
  command.description('inspect, move and maintain the archive, also while the node runs')
  const adders = [addStats, addSearch, addShow, addExport, addImport, addPrune, addVerify, addCompact]
  for (const add of adders) add(command)
}

export default addCommands
