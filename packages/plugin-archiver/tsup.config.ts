import { library } from '../../tools/tsup.js'

export default library(
  { index: 'src/index.ts' },
  { commands: 'src/commands.ts', 'store-thread': 'src/stores/store-thread.ts' },
)
