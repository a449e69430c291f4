import { describe, expect, it } from 'vitest'
import { functionOption } from '../../src/function-option.js'
import { setInputSource } from '../../src/hooks/input-source.js'
import type { Peer } from '../../src/peers/peer.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import type { PluginContext } from '../../src/plugins/plugin.js'
import { createRig, peerAt, plugin } from './rig.js'

async function contextOf(rig: ReturnType<typeof createRig>): Promise<PluginContext> {
  const contexts: PluginContext[] = []
  await rig.host.use(plugin('caller', (ctx) => void contexts.push(ctx)))
  const [context] = contexts
  if (context === undefined) throw new Error('no context')
  return context
}

describe('a supervised function', () => {
  it('is called at once while few promises are pending; then calls wait in order', async () => {
    const ctx = await contextOf(createRig())
    const calls: number[] = []
    const settle: (() => void)[] = []
    const slow = ctx.supervise(
      'slow',
      (n: number) => {
        calls.push(n)
        return new Promise<void>((resolve) => settle.push(resolve))
      },
      { concurrency: 2 },
    )
    for (const n of [1, 2, 3, 4]) slow.call(n)
    expect([calls, slow.isFull]).toEqual([[1, 2], true])
    settle[0]?.()
    await Promise.resolve()
    await Promise.resolve()
    expect([calls, slow.isFull]).toEqual([[1, 2, 3], false])
  })

  it('is quarantined alone if it keeps failing, and retried', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    let calls = 0
    const bad = ctx.supervise('bad', () => {
      calls++
      throw new Error('a bug')
    })
    for (let n = 0; n < 9; n++) bad.call()
    expect(calls).toBe(5)
    expect(rig.host.reports()).toMatchObject([{ state: 'active', failures: 0 }])
    await rig.clock.advance('1s')
    bad.call()
    expect(calls).toBe(6)
  })

  it('is not quarantined because of the messages of one source, however many fail', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    const calls: string[] = []
    const handler = ctx.supervise('handler', (peer: Peer) => {
      calls.push(peer.hostname)
      throw new Error('a bug')
    })
    const peer = (range: number): Peer => {
      const made = peerAt(`${range}.example`, 80)
      setInputSource(made, `192.0.${range}.0/24`)
      return made
    }
    for (let n = 0; n < 20; n++) handler.call(peer(1))
    expect(calls).toHaveLength(20)
    for (let range = 2; range < 20; range++) handler.call(peer(range))
    expect(calls).toHaveLength(24)
  })

  it('has a time limit, and is not called once the plugin is removed', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    const hanging = ctx.supervise('hanging', () => new Promise(() => {}), { concurrency: 1, timeoutMs: 50 })
    hanging.call()
    hanging.call()
    expect(hanging.isFull).toBe(true)
    await rig.clock.advance('60ms')
    expect(hanging.isFull).toBe(false)
    let calls = 0
    const counted = ctx.supervise('counted', () => calls++)
    await rig.host.remove('caller')
    counted.call()
    expect(calls).toBe(0)
  })
})

describe('an option that is a function', () => {
  const keeping = definePlugin({
    name: 'keeping',
    options: {
      type: 'object',
      properties: { keep: functionOption<(message: unknown) => boolean>('Which messages stay.') },
      required: ['keep'],
      additionalProperties: false,
    },
    setup: (_, { keep }) => void kept.push(keep('x')),
  })
  const kept: boolean[] = []

  it('reaches setup', async () => {
    await createRig().host.use(keeping({ keep: () => true }))
    expect(kept).toEqual([true])
  })

  it('must be a function', async () => {
    await expect(createRig().host.use(keeping.configure({ keep: 'all' }))).rejects.toThrow(
      'options.keep: expected a function, received "all"',
    )
    await expect(createRig().host.use(keeping.configure({}))).rejects.toThrow('missing, expected a function')
  })
})
