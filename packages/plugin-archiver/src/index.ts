export { archiver, archiver as default } from './archiver.js'
export type { ArchiverOptions } from './options.js'
export type { OnFull } from './recording/recorder.js'
export type { MessageFilter, Selection } from './selection.js'
