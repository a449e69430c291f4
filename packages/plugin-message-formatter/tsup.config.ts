import { precompiled } from '../../tools/precompiled.js'
import { library } from '../../tools/tsup.js'
import fitsOptions from './src/options-validator.js'

export default library({ index: 'src/index.ts' }, {}, [precompiled('src/options-validator.ts', fitsOptions)])
