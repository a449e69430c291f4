import { fileURLToPath } from 'node:url'
import type {} from '@clacks/plugin-gateway'
import { definePlugin } from 'clacks'
import { DASHBOARD_OPTIONS, type DashboardOptions } from './options.js'

declare global {
  interface ClacksPluginOptions {
    dashboard: DashboardOptions
  }
}

/** The built page. The sources and the build are in sibling folders. */
const PAGE = fileURLToPath(new URL('../dist/page', import.meta.url))

/**
 * A page in the browser that shows the network as this node knows it, its messages, plugins and
 * config. The plugin `gateway` serves it. Whether the page may change anything is the option
 * `readOnly` of the gateway.
 *
 * @example
 * const node = new Clacks({ stateFolder: '.clacks', plugins: [gateway(), dashboard()] })
 */
export const dashboard = definePlugin({
  name: 'dashboard',
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  requires: ['gateway'],
  options: DASHBOARD_OPTIONS,
  async setup(ctx, { prefix, home, nodes }) {
    const gateway = ctx.inject('gateway')
    await gateway.mount(ctx, {
      prefix,
      files: { folder: PAGE, home, connect: nodes },
      routes: [{ method: 'GET', path: '/nodes', handler: () => ({ nodes }) }],
    })
    ctx.log.info(`The dashboard is at ${gateway.origin}${prefix}/. Open it with \`clacks dashboard\`.`)
  },
})
