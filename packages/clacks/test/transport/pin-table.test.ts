import { afterEach, describe, expect, it, vi } from 'vitest'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { BackgroundSave } from '../../src/transport/background-save.js'
import { PinTable } from '../../src/transport/pin-table.js'
import { at, transports } from './https-pair.js'

const address = (hostname: string, port = 80) => ({ hostname, port })

describe('the table of pins', () => {
  it('has a maximum, however many addresses are dialled', () => {
    const pins = new PinTable({ max: 100, isKnown: () => false })
    for (let count = 0; count < 1_000; count++) pins.set(address(`a${count}.example`), 'k', '203.0.113.1')
    expect(Object.keys(pins.all()).length).toBeLessThanOrEqual(100)
    expect(pins.get(address('a999.example'))).toBe('k')
  })

  it('keeps the pins of other ranges while one machine is dialled under ever new names', () => {
    const pins = new PinTable({ max: 100, isKnown: () => false })
    const honest = Array.from({ length: 40 }, (_, count) => address(`198.51.${count}.1`))
    for (const peer of honest) pins.set(peer, 'honest')
    for (let count = 0; count < 5_000; count++)
      pins.set(address(`a${count}.example`), 'k', `203.0.113.${count % 256}`)
    expect(honest.filter((peer) => pins.get(peer) !== 'honest')).toEqual([])
  })

  it('keeps the pins of known peers, even if all ranges attack', () => {
    const known = new Set(['198.51.100.1', '198.51.100.2'])
    const pins = new PinTable({ max: 100, isKnown: ({ hostname }) => known.has(hostname) })
    for (const hostname of known) pins.set(address(hostname), 'honest')
    for (let count = 0; count < 5_000; count++) pins.set(address(`203.${count >> 8}.${count % 256}.1`), 'k')
    expect([...known].map((hostname) => pins.get(address(hostname)))).toEqual(['honest', 'honest'])
  })

  it('loses those first that were not used for longest', () => {
    const pins = new PinTable({ max: 16, isKnown: () => false })
    for (let count = 0; count < 16; count++) pins.set(address(`192.0.2.1`, 1 + count), 'k')
    pins.touch(address('192.0.2.1', 1))
    pins.set(address('192.0.2.1', 17), 'k')
    expect(pins.get(address('192.0.2.1', 1))).toBe('k')
    expect(pins.get(address('192.0.2.1', 2))).toBeUndefined()
  })

  it('loses nothing when it is loaded, and comes back to its maximum with the next pin', () => {
    const pins = new PinTable({ max: 100, isKnown: ({ hostname }) => hostname === 'a0.example' })
    pins.load(Object.fromEntries(Array.from({ length: 1_000 }, (_, count) => [`a${count}.example:80`, 'k'])))
    expect(Object.keys(pins.all())).toHaveLength(1_000)
    pins.set(address('b.example'), 'k')
    expect(Object.keys(pins.all()).length).toBeLessThanOrEqual(100)
    expect(pins.get(address('a0.example'))).toBe('k')
  })
})

describe('saving in the background', () => {
  /** @param took milliseconds that saving takes */
  function background(took = 0) {
    const clock = new VirtualClock()
    let spent = 0
    const save = vi.fn(() => {
      spent += took
    })
    const monotonic = () => clock.monotonic() + spent
    const after: VirtualClock['after'] = (wait, task) => clock.after(wait, task)
    return { clock, save, saving: new BackgroundSave({ monotonic, after }, save) }
  }

  it('saves the first change at once, and all that follow soon together', async () => {
    const { clock, save, saving } = background()
    for (let count = 0; count < 100; count++) saving.changed()
    expect(save).toHaveBeenCalledTimes(1)
    await clock.advance('1s')
    expect(save).toHaveBeenCalledTimes(2)
    await clock.advance('60s')
    expect(save).toHaveBeenCalledTimes(2)
  })

  it('takes at most a hundredth of the time', async () => {
    const { clock, save, saving } = background(500)
    saving.changed()
    saving.changed()
    await clock.advance('49s')
    expect(save).toHaveBeenCalledTimes(1)
    await clock.advance('1s')
    expect(save).toHaveBeenCalledTimes(2)
  })

  it('saves what is left when it is flushed, and nothing twice', () => {
    const { save, saving } = background()
    saving.flush()
    saving.changed()
    saving.changed()
    saving.flush()
    saving.flush()
    expect(save).toHaveBeenCalledTimes(2)
  })
})

describe('the pins of a node', () => {
  const { make, listen, closeAll } = transports()
  afterEach(closeAll)

  it('are bounded, and stored when it stops', async () => {
    const saved: Readonly<Record<string, string>>[] = []
    const a = make(
      { peers: 2 },
      { tls: { pins: { load: () => ({}), save: (all) => void saved.push(all) } }, isKnown: () => false },
    )
    const peers = await Promise.all(Array.from({ length: 6 }, () => listen(make())))
    for (const { port } of peers) await a.send(at(port), { body: '1' })
    await a.close()
    expect(Object.keys(saved.at(-1) ?? {})).toHaveLength(4)
    expect(saved.at(-1)).toHaveProperty(`127.0.0.1:${peers.at(-1)?.port}`)
  })
})
