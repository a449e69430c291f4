import { provideClacksModule } from './config/read/clacks-module.js'

export * from './exports.js'

provideClacksModule(() => import('./exports.js'))
