import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ClacksError } from 'clacks'
import { connect } from 'clacks/control'
import { openBrowser } from './browser.js'

/** The options of `clacks dashboard`. */
export interface DashboardCommand {
  readonly config?: string
  /** The configs of further nodes to show on the page. */
  readonly with: readonly string[]
  readonly add?: boolean
  readonly open: boolean
  readonly json?: boolean
}

/** What the gateway of a running node answers. */
interface Login {
  readonly origin: string
  readonly home: string | null
  readonly code: string
}

/**
 * Prints the address of the dashboard of the running node, with a code for one login, and opens it
 * in a browser.
 *
 * @throws ClacksError ERR_CLACKS_CONTROL_UNREACHABLE if no node is running,
 *   ERR_CLACKS_PLUGIN_UNKNOWN if it has no gateway, ERR_CLACKS_GATEWAY if that serves no dashboard
 */
export async function openDashboard(command: DashboardCommand): Promise<void> {
  if (command.add === true) await addPlugins(command)
  const login = await loginAt(command.config)
  if (login.home === null)
    throw new ClacksError(
      'ERR_CLACKS_GATEWAY',
      `The gateway at ${login.origin} serves no page. Add the plugin with \`clacks dashboard --add\`.`,
    )
  const others = await Promise.all(command.with.map(loginAt))
  const parts = [`login=${login.code}`, ...others.map(({ origin, code }) => `node=${origin},${code}`)]
  const address = `${login.origin}${login.home}#${parts.join('&')}`
  const opened = command.open && (await openBrowser(address))
  if (command.json === true) console.log(JSON.stringify({ address, opened }))
  else console.log(`${address}\nThe address works once, within a minute.`)
}

/** Asks the gateway of a running node for a code. @throws ClacksError */
async function loginAt(config: string | undefined): Promise<Login> {
  await using control = await connect({ config })
  const { plugins } = await control.status()
  if (plugins.every(({ id }) => id !== 'gateway'))
    throw new ClacksError(
      'ERR_CLACKS_PLUGIN_UNKNOWN',
      'The node has no plugin with the id "gateway". Add it with `clacks dashboard --add`.',
    )
  const answer = await control.request('gateway', {})
  if (isLogin(answer)) return answer
  throw new ClacksError('ERR_CLACKS_GATEWAY', 'The plugin "gateway" of the node is another one.')
}

function isLogin(answer: unknown): answer is Login {
  return typeof answer === 'object' && answer !== null && 'origin' in answer && 'code' in answer
}

/**
 * Adds the plugins that the running node lacks to its config, with `clacks plugins add`, and has
 * the node take the config over.
 */
async function addPlugins({ config }: DashboardCommand): Promise<void> {
  await using control = await connect({ config })
  const { plugins, config: file } = await control.status()
  if (file === undefined)
    throw new ClacksError(
      'ERR_CLACKS_CONFIG_NOT_FOUND',
      'The node runs without a config file. Create one with `clacks init`, and start the node with it.',
    )
  const missing = ['gateway', 'dashboard'].filter((name) => plugins.every((plugin) => plugin.name !== name))
  for (const name of missing) await runClacks(['plugins', 'add', name, '--config', file])
  if (missing.length > 0) await control.apply()
}

/** Runs this `clacks` again. @throws ClacksError ERR_CLACKS_CONFIG_EDIT if it fails */
async function runClacks(args: readonly string[]): Promise<void> {
  const [, program = ''] = process.argv
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code]: unknown[] = await once(child, 'close')
  if (code !== 0) throw new ClacksError('ERR_CLACKS_CONFIG_EDIT', `\`clacks ${args.join(' ')}\` failed.`)
}
