'use strict'

// Preloaded into a process of the wire benchmark. Its second message begins the measured window,
// the third ends it: the CPU profile of the time between goes to the file that its first argument
// names.
const { writeFileSync } = require('node:fs')
const { Session } = require('node:inspector')

/** Short enough for steps of a few microseconds in a window of seconds. */
const SAMPLING_MICROSECONDS = 200

const session = new Session()
session.connect()
let messages = 0

// A listener before that of the process would take its first message away.
process.on('newListener', function begin(event) {
  if (event !== 'message') return
  process.off('newListener', begin)
  process.on('message', profile)
})

function profile() {
  messages++
  if (messages === 2) {
    session.post('Profiler.enable')
    session.post('Profiler.setSamplingInterval', { interval: SAMPLING_MICROSECONDS })
    session.post('Profiler.start')
  }
  if (messages === 3) {
    session.post('Profiler.stop', (_, { profile }) => writeFileSync(process.argv[2], JSON.stringify(profile)))
  }
}
