import { expect, it } from 'vitest'
import { MemoryPins, ShownKeys } from '../../src/transport/memory-pins.js'

it('has the pins of each transport apart, by address', () => {
  const shown = new ShownKeys()
  const [one, other] = [new MemoryPins(shown), new MemoryPins(shown)]
  for (let index = 0; index < 200; index += 3) one.add(`node-${index}:80`, `key ${index}`)
  for (let index = 0; index < 200; index++) {
    expect(one.of(`node-${index}:80`)).toBe(index % 3 === 0 ? `key ${index}` : undefined)
    expect(other.of(`node-${index}:80`)).toBeUndefined()
  }
})

it('has the key that was pinned, also where the address has shown others before', () => {
  const shown = new ShownKeys()
  const [one, other] = [new MemoryPins(shown), new MemoryPins(shown)]
  one.add('a:80', 'first')
  other.add('a:80', 'second')
  expect([one.of('a:80'), other.of('a:80')]).toEqual(['first', 'second'])
})
