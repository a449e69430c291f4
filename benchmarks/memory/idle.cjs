'use strict'

/** The first nodes load what all share: modules, caches. They do not count. */
const FIRST = 100
const ALL = 1_000
const IDLE_SECONDS = 3

/**
 * Starts 100 nodes, then 900 more, and reports what each of the 900 costs, and the CPU of all while
 * they are idle.
 */
exports.measureIdle = async (startNode) => {
  process.once('disconnect', () => process.exit())
  for (let count = 0; count < FIRST; count++) await startNode()
  const before = await settledMemory()
  for (let count = FIRST; count < ALL; count++) await startNode()
  const after = await settledMemory()
  const kilobytes = (name) => (after[name] - before[name]) / 1024 / (ALL - FIRST)
  const cpu = process.cpuUsage()
  await pause(IDLE_SECONDS * 1_000)
  const { user, system } = process.cpuUsage(cpu)
  process.send({
    resident: kilobytes('rss'),
    heap: kilobytes('heapUsed'),
    idleMicroseconds: (user + system) / IDLE_SECONDS,
  })
}

/** Memory after garbage collection. */
async function settledMemory() {
  for (let turn = 0; turn < 3; turn++) {
    global.gc()
    await pause(100)
  }
  return process.memoryUsage()
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

exports.settledMemory = settledMemory
