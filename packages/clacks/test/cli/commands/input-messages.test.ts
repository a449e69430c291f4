import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { enqueueLines } from '../../../src/cli/commands/input-messages.js'
import type { Log } from '../../../src/log.js'
import { memoryNodes } from '../../node/memory-nodes.js'

function listeningLog(): Log & { readonly warnings: string[] } {
  const warnings: string[] = []
  const log = {
    warnings,
    debug() {},
    info() {},
    error() {},
    warn: (text: string) => void warnings.push(text),
    child: () => log,
  }
  return log
}

describe('enqueueLines', () => {
  let nodes = memoryNodes()
  afterEach(async () => {
    await nodes.end()
    nodes = memoryNodes()
  })

  it('enqueues JSON if it parses, otherwise text, and skips empty lines', async () => {
    const node = await nodes.start('a')
    const input = new PassThrough()
    const read = enqueueLines(input, node, listeningLog(), new AbortController().signal)
    input.end(
      'GNU Terry Pratchett\n\n   \n{"class":"chat","text":"hi"}\r\n42\n"quoted"\n[1,\na\u2028b\rc\nlast',
    )
    await read
    expect(node.peek()).toEqual([
      'GNU Terry Pratchett',
      { class: 'chat', text: 'hi' },
      42,
      'quoted',
      '[1,',
      'a\u2028b\rc',
      'last',
    ])
  })

  it('warns about lines that are not messages, and continues', async () => {
    const node = await nodes.start('a', { limits: { messageBytes: 20 } })
    const log = listeningLog()
    const input = new PassThrough()
    const read = enqueueLines(input, node, log, new AbortController().signal)
    input.end(`null\n${'x'.repeat(30)}\nok\n`)
    await read
    expect(node.peek()).toEqual(['ok'])
    expect(log.warnings).toEqual([
      'Line 1 of the input is null, which is not a message.',
      expect.stringContaining('Line 2 of the input was not sent: The message has 32 bytes'),
    ])
  })

  it('reads no faster than messages leave the queue, and loses none', async () => {
    const sender = await nodes.start('a', { limits: { queueMessages: 3 }, sendrate: 10 })
    const receiver = await nodes.start('b', { sendrate: 0 })
    sender.addPeer('b', 80)
    const input = new PassThrough()
    const read = enqueueLines(input, sender, listeningLog(), new AbortController().signal)
    const messages = Array.from({ length: 20 }, (_, index) => `message ${index}`)
    input.end(`${messages.join('\n')}\n`)
    await nodes.clock.complete(read)
    await nodes.clock.advance('10s')
    expect(sender.statistics()).toMatchObject({ enqueued: 20, sent: 20, queued: 0 })
    expect(receiver.peek()).toHaveLength(20)
  })

  it('ends on abort, even while waiting for room in the queue', async () => {
    const node = await nodes.start('a', { limits: { queueMessages: 1 } })
    const controller = new AbortController()
    const input = new PassThrough()
    const read = enqueueLines(input, node, listeningLog(), controller.signal)
    input.write('one\ntwo\nthree\n')
    while (node.isEmpty()) await nextTurn()
    // The second line waits for room by now.
    await nextTurn()
    controller.abort()
    await read
    expect(node.peek()).toEqual(['one'])
    if (!input.destroyed) await once(input, 'close')
  })
})
