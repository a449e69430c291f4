import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Journal } from './journal.js'
import { type Clack, readMessages } from './messages.js'
import { exitCodeOf, type Outcome, summary } from './outcome.js'
import { linesView, screenView, type View } from './screen.js'
import { Towers } from './towers.js'

const USAGE = 'usage: npm run demo -- [file of messages, a line each, or - for standard input] [--seconds 60]'
/** Milliseconds between the last visit and the end, so that the last picture can be seen. */
const LOOK_MS = process.stdout.isTTY ? 1_000 : 0

const request = await readRequest()
if (request === undefined) process.exitCode = 2
else process.exitCode = exitCodeOf(await run(request))

interface Request {
  readonly messages: readonly Clack[]
  /** When the run ends at the latest. */
  readonly seconds: number
}

/** What the command line asks for; says what is wrong where it cannot be done. */
async function readRequest(): Promise<Request | undefined> {
  try {
    const { source, seconds } = readArguments()
    const messages = await readMessages(source)
    if (messages.length === 0) throw new Error('there is no message: each line that is not empty is one')
    return { messages, seconds }
  } catch (thrown) {
    console.error(`demo: ${reasonOf(thrown)}\n${USAGE}`)
    return undefined
  }
}

function readArguments(): { source: string | URL; seconds: number } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string' } },
  })
  const [source = new URL('messages.txt', import.meta.url), ...more] = positionals
  const seconds = Number(values.seconds ?? 60)
  if (more.length > 0 || !(seconds > 0)) throw new Error('these arguments do not fit')
  return { source, seconds }
}

/** Lets the messages walk until each has visited every node, the time is over, or somebody ends it. */
async function run({ messages, seconds }: Request): Promise<Outcome> {
  let end: (outcome: Outcome) => void = () => {}
  const ended = new Promise<Outcome>((resolve) => {
    end = resolve
  })
  const journal: Journal = new Journal(messages, (tower, text) => {
    view.happened(tower, text)
    if (journal.done === messages.length) end({ kind: 'done' })
  })
  const view: View = process.stdout.isTTY ? screenView(journal) : linesView()
  const towers = new Towers(journal)

  // The listener stays: one that is gone after its first call leaves the signal to who restores the cursor, and ends the process.
  let interrupted = false
  const interrupt = (): void => {
    if (interrupted) process.exit(exitCodeOf({ kind: 'interrupted' }))
    interrupted = true
    end({ kind: 'interrupted' })
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const timer = setTimeout(() => end({ kind: 'late', seconds }), seconds * 1000)

  // Slow enough to watch; many messages need more, so that they are done in time.
  const sendrate = Math.max(3, messages.length / 2)
  try {
    await towers.start(sendrate, (output) =>
      end({ kind: 'broken', reason: `clacks-p2p has ended.\n${output}` }),
    )
    towers.enqueue(messages)
  } catch (thrown) {
    end({ kind: 'broken', reason: reasonOf(thrown) })
  }
  const outcome = await ended
  clearTimeout(timer)
  if (outcome.kind === 'done') await sleep(LOOK_MS)
  view.end()
  await towers.stop()
  console.log(`\n${summary(journal, outcome, process.stdout.columns ?? 100)}`)
  return outcome
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
