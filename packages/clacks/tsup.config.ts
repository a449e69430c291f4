import { precompiled } from '../../tools/precompiled.js'
import { library } from '../../tools/tsup.js'
import validateConfig from './src/config/check/config-validator.js'
import validateOptions from './src/settings/options-validator.js'
import validateNetwork from './src/testing/network-validator.js'

export default library(
  {
    index: 'src/index.ts',
    testing: 'src/testing/index.ts',
    compat: 'src/compat/index.ts',
    control: 'src/control/index.ts',
    'json-schema': 'src/json-schema/index.ts',
  },
  { cli: 'src/cli/main.ts' },
  [
    precompiled('src/settings/options-validator.ts', validateOptions),
    precompiled('src/config/check/config-validator.ts', validateConfig),
    precompiled('src/testing/network-validator.ts', validateNetwork),
  ],
)
