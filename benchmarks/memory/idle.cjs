'use strict'

const NODES = 100

/** Starts one node to warm up, then 100, and reports the cost of each. */
exports.measureIdle = async (startNode) => {
  process.once('disconnect', () => process.exit())
  await startNode()
  const before = await resident()
  for (let count = 0; count < NODES; count++) await startNode()
  const kilobytes = ((await resident()) - before) / 1024 / NODES
  const cpu = process.cpuUsage()
  await pause(3_000)
  const { user, system } = process.cpuUsage(cpu)
  process.send({ kilobytes, idleMicroseconds: (user + system) / 3 })
}

async function resident() {
  for (let turn = 0; turn < 3; turn++) {
    global.gc()
    await pause(100)
  }
  return process.memoryUsage().rss
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
