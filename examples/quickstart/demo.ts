import { parseArgs } from 'node:util'
import { openBrowser } from '@clacks/plugin-dashboard'
import { type Clack, readMessages } from './messages.js'
import { exitCodeOf, summary } from './outcome.js'
import { reasonOf, runDemo } from './run-demo.js'
import { linesView, screenView } from './screen.js'
import { terminal } from './terminal.js'

/** Seconds. */
const A_DAY = 24 * 60 * 60
const USAGE =
  'usage: npm run demo -- [file with one message per line, or - for standard input] [--seconds 60] [--open]'

const request = await readRequest()
if (request === undefined) process.exitCode = 2
else process.exitCode = await run(request)

interface CommandLine {
  readonly messages: readonly Clack[]
  readonly seconds: number
  /** Whether to show the network in the dashboard, until Ctrl-C. */
  readonly open: boolean
}

/** Reads the command line; reports what is wrong with it and returns undefined. */
async function readRequest(): Promise<CommandLine | undefined> {
  try {
    const { source, seconds, open } = readArguments()
    const messages = await readMessages(source)
    if (messages.length === 0) throw new Error('no messages: the file has no line that is not empty')
    return { messages, seconds, open }
  } catch (thrown) {
    console.error(`demo: ${reasonOf(thrown)}\n${USAGE}`)
    return undefined
  }
}

function readArguments(): { source: string | URL; seconds: number; open: boolean } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string' }, open: { type: 'boolean', default: false } },
  })
  const [source = new URL('messages.txt', import.meta.url), ...more] = positionals
  const seconds = Number(values.seconds ?? (values.open ? A_DAY : 60))
  if (more.length > 0) throw new Error(`unexpected argument: ${more[0]}`)
  if (!(seconds > 0)) throw new Error(`--seconds must be a positive number, got ${values.seconds}`)
  return { source, seconds, open: values.open }
}

async function run({ open, ...asked }: CommandLine): Promise<number> {
  const interruption = new AbortController()
  // The listener stays: without one, the library that restores the cursor would end the process.
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(exitCodeOf({ kind: 'interrupted' }))
    interruption.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const { history, outcome } = await runDemo(
    { ...asked, signal: interruption.signal, ...(open && { open: showDashboard }) },
    (history) => (process.stdout.isTTY && !open ? screenView(history, terminal()) : linesView()),
  )
  console.log(`\n${summary(history, outcome, process.stdout.columns ?? 100)}`)
  return exitCodeOf(outcome)
}

/** Prints the address of the dashboard, and opens it where there is a browser. */
function showDashboard(address: string): void {
  console.log(`The dashboard: ${address}\nThe address works once, within a minute. Ctrl-C ends the demo.`)
  void openBrowser(address)
}
