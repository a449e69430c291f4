import { precompiled } from '../../tools/precompiled.js'
import { library } from '../../tools/tsup.js'
import fitsOptions from './src/options-validator.js'
import fitsQuery from './src/reading/query-validator.js'

export default library(
  { index: 'src/index.ts' },
  { commands: 'src/commands.ts', 'store-thread': 'src/stores/store-thread.ts' },
  [
    precompiled('src/options-validator.ts', fitsOptions),
    precompiled('src/reading/query-validator.ts', fitsQuery),
  ],
)
