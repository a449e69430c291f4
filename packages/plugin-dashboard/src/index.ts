export { dashboard, dashboard as default } from './dashboard.js'
export type { DashboardOptions } from './options.js'
