import { library } from '../../tools/tsup.js'

export default library(
  {
    index: 'src/index.ts',
    testing: 'src/testing/index.ts',
    compat: 'src/compat/index.ts',
    control: 'src/control/index.ts',
  },
  { cli: 'src/cli/main.ts' },
)
