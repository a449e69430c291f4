import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { Clacks } from '../../src/node.js'
import type { ClacksOptions } from '../../src/options.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { systemRandom } from '../../src/random.js'
import { MemoryNetwork } from '../../src/transport/memory.js'

function nodeWith(options: ClacksOptions): Clacks {
  const transport = new MemoryNetwork({ clock: systemClock, random: systemRandom }).transport()
  const node = new Clacks({ hostname: 'here', port: 80, transport, ...options })
  onTestFinished(() => node.stop())
  return node
}

it('plugins and the application use the services that the application provides', async () => {
  const found: unknown[] = []
  const uses = definePlugin({ name: 'uses', setup: (ctx) => void found.push(ctx.inject('answer')) })
  const node = nodeWith({ services: { answer: 42 }, plugins: [uses] })
  await node.start()
  expect([found, node.service('answer'), node.service('question')]).toEqual([[42], 42, undefined])
})

it('a plugin cannot provide a service that the application provides', async () => {
  const gives = definePlugin({ name: 'gives', setup: (ctx) => ctx.provide('answer', 41) })
  const node = nodeWith({ services: { answer: 42 }, plugins: [gives] })
  await expect(node.start()).rejects.toMatchObject({
    message: expect.stringContaining('the application already provides it'),
  })
})

it('a service that is missing is an error that names similar ones', async () => {
  const uses = definePlugin({ name: 'uses', setup: (ctx) => void ctx.inject('anwser') })
  const node = nodeWith({ services: { answer: 42 }, plugins: [uses] })
  await expect(node.start()).rejects.toMatchObject({ message: expect.stringContaining('"answer"') })
})
