import { describe, expect, it, onTestFinished } from 'vitest'
import { Clacks } from '../../src/node.js'
import type { ClacksOptions } from '../../src/options.js'
import { RecordingLog } from '../../src/testing/recording-log.js'
import { KeyChanges } from '../../src/transport/key-changes.js'
import { makeKeyPair } from '../node/certificate.js'

const HOST = '127.0.0.1'

async function started(options: ClacksOptions = {}) {
  const log = new RecordingLog()
  const node = new Clacks({ hostname: HOST, port: 0, sendrate: 0, idleAnnounce: 0, log, ...options })
  onTestFinished(() => node.stop())
  await node.start()
  const { port } = node.address
  const reports = () => log.lines.filter((line) => line.includes('clacks trust'))
  return { node, port, reports }
}

describe('a pinned key that changed', () => {
  it('is reported once on both sides, with the command that helps, until the pin is forgotten', async () => {
    const here = await started()
    const before = await started()
    expect(await here.node.announce(HOST, before.port)).toBe(true)
    await before.node.stop()
    const after = await started({ port: before.port, ...(await makeKeyPair()) })
    const [self, peer] = [`${HOST}:${here.port}`, `${HOST}:${after.port}`]
    for (let round = 0; round < 2; round++) {
      // The first attempt may meet the end of the old connection.
      while (here.reports().length === 0) expect(await here.node.announce(HOST, after.port)).toBe(false)
      expect(await after.node.announce(HOST, here.port)).toBe(false)
    }
    const remedy = `If its key was renewed on purpose, run \`clacks trust ${peer} --forget\`.`
    expect(here.reports()).toEqual([
      `warn: ${peer} shows the key ${after.node.fingerprint}, but ${before.node.fingerprint} is pinned for it: nothing is sent there. ${remedy}`,
      `warn: A node that says it is ${peer} is refused, because its key is not the one pinned for that address. ${remedy}`,
    ])
    expect(after.reports()).toEqual([
      `warn: ${self} refuses this node, because it has pinned another key for ${peer}. Restore the old key of this node, or ask the operator of ${self} to run \`clacks trust ${peer} --forget\`.`,
    ])
    expect(here.node.forgetKey(HOST, after.port)).toBe(true)
    expect(await here.node.announce(HOST, after.port)).toBe(true)
    expect(await after.node.announce(HOST, here.port)).toBe(true)
  })

  it('is reported again after its pin was forgotten', () => {
    const log = new RecordingLog()
    const changes = new KeyChanges(log)
    const address = { hostname: 'tower', port: 1 }
    expect([changes.claimed(address), changes.claimed(address)]).toEqual([true, false])
    changes.forget(address)
    expect(changes.claimed(address)).toBe(true)
    expect(log.lines).toHaveLength(2)
  })

  it('is remembered as reported for the last 1,000 addresses', () => {
    const changes = new KeyChanges(new RecordingLog())
    const claimed = (port: number): boolean => changes.claimed({ hostname: 'tower', port })
    for (let port = 1; port <= 1_000; port++) claimed(port)
    expect(claimed(1)).toBe(false)
    expect(claimed(1_001)).toBe(true)
    expect([claimed(2), claimed(1)]).toEqual([false, true])
  })
})
