// One process of a system under measurement. Its arguments name the system and the role: `broker`,
// `receive` or `send`. The first message has the settings; the others begin and end windows.
const [system, role] = process.argv.slice(2)

// The run is over or was interrupted. Brokers end their servers on exit.
process.once('disconnect', () => process.exit())

process.once('message', async (settings) => {
  const roles = await import(`../systems/${system}.mjs`)
  const { count = () => 0, foreignCpu = () => 0, ...address } = (await roles[role](settings)) ?? {}

  const figures = () => {
    const { user, system } = process.cpuUsage()
    return { messages: count(), microseconds: user + system + foreignCpu(), at: performance.now() }
  }
  let begin = figures()
  const report = () => {
    const { messages, microseconds, at } = figures()
    process.send({
      messages: messages - begin.messages,
      microseconds: microseconds - begin.microseconds,
      seconds: (at - begin.at) / 1000,
    })
  }
  process.on('message', ({ command, messages, seconds }) => {
    if (command === 'begin') {
      begin = figures()
      process.send('begun')
    }
    if (command === 'end') report()
    if (command === 'receive') {
      const isOver = () =>
        count() - begin.messages >= messages || performance.now() - begin.at >= seconds * 1000
      const timer = setInterval(() => {
        if (!isOver()) return
        clearInterval(timer)
        report()
      }, CHECK_MS)
    }
  })
  process.send(address)
})

/** Short beside a window, and rare enough to cost nothing. */
const CHECK_MS = 5
