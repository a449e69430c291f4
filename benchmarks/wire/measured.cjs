'use strict'

/** The 200-character message that all variants send. */
exports.MESSAGE = 'GNU Terry Pratchett. '.repeat(10).slice(0, 200)

/** Waits for the settings, passes them to `begin`, and reports the work since the last request. */
exports.measured = (begin) => {
  // The run is over or was interrupted.
  process.once('disconnect', () => process.exit())
  let count = () => 0
  let last = { cpu: process.cpuUsage(), messages: 0 }
  process.once('message', async (settings) => {
    const begun = await begin(settings)
    count = begun.count
    process.send(begun.port ?? 0)
    process.on('message', () => {
      const { user, system } = process.cpuUsage(last.cpu)
      const messages = count()
      process.send({ microseconds: user + system, messages: messages - last.messages })
      last = { cpu: process.cpuUsage(), messages }
    })
  })
}
