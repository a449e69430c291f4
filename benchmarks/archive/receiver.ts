import { readFileSync } from 'node:fs'
import { archiver } from '@clacks/plugin-archiver'
import { Clacks } from 'clacks'

interface Settings {
  readonly key: string
  readonly cert: string
  /** Path of the archive; without it, the node has none. */
  readonly path?: string
}

/** CPU microseconds of the thread of the node, or of the process if the system cannot tell. */
function nodeMicroseconds(): number {
  if (process.platform === 'linux')
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1_000
  const { user, system } = process.cpuUsage()
  return user + system
}

process.once('disconnect', () => process.exit())
process.once('message', async ({ key, cert, path }: Settings) => {
  const node = new Clacks({
    key,
    cert,
    port: 0,
    sendrate: 0,
    limits: { queueMessages: 1e7, queueBytes: 1e10 },
    plugins: path === undefined ? [] : [archiver({ path })],
  })
  await node.start()
  const now = () => {
    const { user, system } = process.cpuUsage()
    return { messages: node.statistics().received, node: nodeMicroseconds(), process: user + system }
  }
  let last = now()
  process.send?.(node.address.port)
  // Answers each request with the work since the previous one.
  process.on('message', () => {
    const next = now()
    process.send?.({
      messages: next.messages - last.messages,
      node: next.node - last.node,
      process: next.process - last.process,
    })
    last = next
  })
})
