export { type JournalOptions, journal, journal as default } from './plugin.js'
