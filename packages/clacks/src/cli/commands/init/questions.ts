import { cancel, intro, isCancel, select, text } from '@clack/prompts'
import {
  formatAddress,
  hostnameFix,
  hostPortFix,
  isHostPort,
  parseAddress,
  parseHostPort,
} from '../../../address.js'
import { isPort } from './is-port.js'
import type { Format, Plan } from './template.js'

/**
 * Asks for everything that is not given yet.
 *
 * @returns undefined if the user cancelled
 */
export async function askFor(given: Plan): Promise<Plan | undefined> {
  const questions = [
    given.format === undefined ? askFormat : undefined,
    given.hostname === undefined ? askHostname : undefined,
    given.port === undefined ? askPort : undefined,
    given.peers === undefined ? askPeer : undefined,
  ].filter((question) => question !== undefined)
  if (questions.length > 0) intro('Create a clacks node')
  let plan = given
  for (const question of questions) {
    const answer = await question()
    if (answer === undefined) {
      cancel('Cancelled. Nothing was written.')
      return undefined
    }
    plan = { ...plan, ...answer }
  }
  return plan
}

async function askFormat(): Promise<Plan | undefined> {
  const format = await select<Format>({
    message: 'Which config format do you want?',
    options: [
      { value: 'ts', label: 'TypeScript', hint: 'with completion and type checks' },
      { value: 'yaml', label: 'YAML' },
      { value: 'json', label: 'JSON' },
    ],
  })
  return isCancel(format) ? undefined : { format }
}

async function askHostname(): Promise<Plan | undefined> {
  const hostname = await text({
    message: 'Which host name do other nodes use to reach this node?',
    placeholder: 'localhost',
    defaultValue: 'localhost',
    validate: (answer = '') =>
      answer === '' || parseAddress(answer, 1) !== undefined
        ? undefined
        : (hostnameFix(answer) ?? 'Expected a DNS name or IP address.'),
  })
  return isCancel(hostname) ? undefined : { hostname }
}

async function askPort(): Promise<Plan | undefined> {
  const port = await text({
    message: 'On which port?',
    placeholder: '8080',
    defaultValue: '8080',
    validate: (answer = '') =>
      answer === '' || isPort(answer) ? undefined : 'Expected an integer from 0 to 65535.',
  })
  return isCancel(port) ? undefined : { port: Number(port) }
}

async function askPeer(): Promise<Plan | undefined> {
  const peer = await text({
    message: 'Which node should it connect to first? (host:port, or empty for none)',
    defaultValue: '',
    validate: (answer = '') =>
      answer === '' || isHostPort(answer) ? undefined : (hostPortFix(answer) ?? 'Expected host:port.'),
  })
  if (isCancel(peer)) return undefined
  return { peers: peer === '' ? [] : [formatAddress(parseHostPort(peer))] }
}
