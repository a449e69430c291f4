import { library } from '../../tools/tsup.js'

export default library({ index: 'src/index.ts' }, { 'sqlite-thread': 'src/stores/sqlite-thread.ts' })
