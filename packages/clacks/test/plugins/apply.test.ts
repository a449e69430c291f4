import { describe, expect, it } from 'vitest'
import type { SupervisedNode } from '../../src/plugins/plugin-node.js'
import { createRig, letter, turn } from './rig.js'

/** A plugin in the style of tapable, with all three kinds of taps. */
class Tapper {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  apply(node: SupervisedNode): void {
    const write = (reception: { message: unknown }): undefined => {
      reception.message += this.#text
    }
    node.hooks.received.tap('any name', write)
    node.hooks.received.tapPromise({ name: 'any name', stage: 2 }, async (reception) => {
      await turn()
      return write(reception)
    })
    node.hooks.received.tapAsync({ name: 'any name', stage: -1, before: 'nobody' }, (reception, done) => {
      write(reception)
      done()
    })
  }
}

describe('a plugin with apply(node)', () => {
  it('has supervised taps under its name, which are removed with it', async () => {
    const { host, hooks, receive } = createRig()
    await host.useAll([letter('a'), new Tapper('t')])
    expect((await receive('-')).reception.message).toBe('-ttat')
    expect(hooks.received.taps).toHaveLength(1)
    expect(host.reports()[1]).toMatchObject({ id: 'Tapper', name: 'Tapper', calls: 3 })
    await host.remove('Tapper')
    expect((await receive('-')).reception.message).toBe('-a')
  })

  it('is named when one of its taps fails', async () => {
    const { host, receive } = createRig()
    const fail = new Error('no luck')
    const object = {
      name: 'fails',
      apply: ({ hooks }: SupervisedNode) => hooks.received.tapAsync('x', (_, done) => done(fail)),
    }
    await host.use(object)
    await expect(receive('-')).rejects.toMatchObject({ plugin: 'fails', hook: 'received', cause: fail })
  })

  it('receives the node of a plugin, with hooks', async () => {
    const { host, node } = createRig()
    let seen: SupervisedNode | undefined
    await host.use({
      name: 'looks',
      apply: (given) => {
        seen = given
      },
    })
    expect(seen?.isEmpty()).toBe(true)
    seen?.enqueue('x')
    expect(node.peek()).toEqual(['x'])
    expect(seen?.getOptions().hostname).toBe('here')
    expect(seen?.hooks.received.isUsed()).toBe(false)
    expect(seen?.hooks.received.name).toBe('received')
    await seen?.hooks.started.promise()
  })

  it('cannot reach a tapable hook', async () => {
    const { host, hooks } = createRig()
    const seen: SupervisedNode[] = []
    await host.use({ name: 'looks', apply: (node) => void seen.push(node) })
    const [node] = seen
    if (node === undefined) throw new Error('apply was not called')
    const { received } = node.hooks
    expect(received.tap).not.toBe(hooks.received.tap)
    for (const key of [...Reflect.ownKeys(hooks.received), '_tap', '_insert', 'constructor']) {
      expect(Object.getOwnPropertyDescriptor(received, key), String(key)).toBeUndefined()
      const value: unknown = Reflect.get(received, key)
      if (typeof value === 'object') expect(value, String(key)).toBeUndefined()
    }
    expect(hooks.received.isUsed()).toBe(false)
    for (const name of ['start', 'stop', 'use', 'remove', 'reconfigure', Symbol.asyncDispose])
      expect(name in node, String(name)).toBe(false)
  })

  it('cannot add what cannot be undone', async () => {
    const { host } = createRig()
    const intercepts = { name: 'x', apply: ({ hooks }: SupervisedNode) => hooks.received.intercept({}) }
    await expect(host.use(intercepts)).rejects.toThrow('only tap(), tapAsync() and tapPromise()')
    const empty = {
      name: 'y',
      apply: ({ hooks }: SupervisedNode) => hooks.received.tap('y', JSON.parse('null')),
    }
    await expect(host.use(empty)).rejects.toThrow('needs a function')
  })

  it('may be async, and fails like any setup', async () => {
    const { host } = createRig()
    const late = {
      name: 'late',
      apply: async () => {
        await turn()
        throw new Error('no luck')
      },
    }
    await expect(host.use(late)).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN_SETUP', plugin: 'late' })
  })

  it('needs a name', async () => {
    const { host } = createRig()
    await expect(host.use({ apply() {} })).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN' })
  })
})
