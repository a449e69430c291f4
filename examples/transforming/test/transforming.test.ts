import { createNetwork } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import exchange from '../exchange.js'

const TELEGRAMS = Array.from({ length: 20 }, (_, index) => ({
  class: 'telegram',
  from: 'tower-9',
  words: `NUMBER ${index} STOP`,
}))
const LINES = Array.from({ length: 20 }, (_, index) => ({
  class: 'chat',
  author: 'moist',
  text: `Number ${index}.`,
}))

const withExchange = () =>
  createNetwork({
    nodes: ['exchange', ...Array.from({ length: 9 }, (_, index) => `tower-${index}`)],
    plugins: (name) => (name === 'exchange' ? [exchange({ readings: 5 })] : []),
    options: { sendrate: 10 },
    legacy: ['tower-8'],
  })

describe('transforming', () => {
  it('translates each message once, and keeps the original', async () => {
    await using network = await withExchange()
    for (const message of [...TELEGRAMS, ...LINES]) network.node(1 + (TELEGRAMS.length % 9)).enqueue(message)
    await network.advance('5m')
    const messages = network.messages()
    expect(messages).toHaveLength(80)
    expect(messages.every(({ copies }) => copies === 1)).toBe(true)
    for (const message of [...TELEGRAMS, ...LINES]) network.assertInOnePlace(message)
    network.assertInOnePlace({ class: 'chat', author: 'tower-9', text: 'number 7.', via: 'exchange' })
    network.assertInOnePlace({ class: 'telegram', from: 'moist', words: 'NUMBER 7 STOP', via: 'exchange' })
  })

  it('makes one report of five readings', async () => {
    await using network = await withExchange()
    for (let degrees = 1; degrees <= 20; degrees++)
      network.node(1 + (degrees % 9)).enqueue({ class: 'reading', degrees })
    await network.advance('5m')
    const messages = network.messages()
    const reports = messages.map(({ message }) => Object(message))
    expect(reports.map(({ class: name }) => name)).toEqual(['report', 'report', 'report', 'report'])
    expect(reports.reduce((sum, { readings }) => sum + readings, 0)).toBe(20)
    expect(reports.reduce((sum, { readings, mean }) => sum + readings * mean, 0)).toBeCloseTo(210, 0)
    expect(network.counts.discarded).toBe(16)
  })

  it('leaves alone what it does not understand', async () => {
    await using network = await withExchange()
    const strange = [
      7,
      'telegram',
      { class: 'telegram' },
      { class: 'chat', text: 7, author: 'moist' },
      { class: 'reading' },
    ]
    for (const message of strange) network.node(1).enqueue(message)
    await network.advance('2m')
    network.assertConserved()
    expect(network.failures).toEqual([])
  })
})
