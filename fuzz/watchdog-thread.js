// @ts-check
// Ends the process when one input takes longer than this, and says which one it was.
import { writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

const MAX_SECONDS = 60

/** @type {{ state: Int32Array, text: Uint8Array }} */
const { state, text } = workerData
let current = 0
let seconds = 0

const timer = setInterval(() => {
  const number = Atomics.load(state, 0)
  if (number % 2 === 0 || number !== current) {
    current = number
    seconds = 0
  } else if (++seconds >= MAX_SECONDS) {
    const input = Buffer.from(text.slice(0, state[1])).toString()
    writeSync(2, `\nAn input stopped the event loop for ${MAX_SECONDS} seconds: ${input}\n`)
    process.kill(process.pid, 'SIGKILL')
  }
}, 1_000)
parentPort?.on('message', () => {
  clearInterval(timer)
  parentPort?.close()
})
