export { openBrowser } from './browser.js'
export { dashboard, dashboard as default } from './dashboard.js'
export type { DashboardOptions } from './options.js'
