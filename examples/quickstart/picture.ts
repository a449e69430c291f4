// Records one run of the demo and writes it to demo.svg, the animation of the README:
// `npm run picture -w @clacks-examples/quickstart`, after a build.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { animatedSvg } from './animated-svg.js'
import { readMessages } from './messages.js'
import { conclusion, exitCodeOf } from './outcome.js'
import { Recording } from './recording.js'
import { runDemo } from './run-demo.js'
import { screenView } from './screen.js'

const FILE = fileURLToPath(new URL('demo.svg', import.meta.url))
const TITLE = 'npm run demo: messages walk between three clacks nodes and a clacks-p2p'

const recording = new Recording(100, 21)
const messages = await readMessages(new URL('messages.txt', import.meta.url))
const { signal } = new AbortController()
const { history, outcome } = await runDemo({ messages, seconds: 60, signal }, (history) =>
  screenView(history, recording),
)
if (outcome.kind === 'done') await writeFile(FILE, animatedSvg(recording.frames, recording, TITLE))
console.log(conclusion(history, outcome))
process.exitCode = exitCodeOf(outcome)
