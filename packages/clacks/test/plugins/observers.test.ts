import { expect, it } from 'vitest'
import { drop } from '../../src/hooks/verdict.js'
import { createRig, deferred, letter, plugin, turn } from './rig.js'

it('an observer of received is called after all taps, whenever they are added', async () => {
  const { host, receive } = createRig()
  const seen: unknown[] = []
  await host.use(letter('a'))
  const detach = host.observe('received', ({ message }) => seen.push(message))
  await host.use(letter('b'))
  await receive('-')
  detach()
  await receive('+')
  expect(seen).toEqual(['-ab'])
})

it('an observer of received does not see a message that a plugin drops', async () => {
  const { host, receive } = createRig()
  const seen: unknown[] = []
  host.observe('received', ({ message }) => seen.push(message))
  await host.use(
    plugin('gate', ({ hooks }) => {
      hooks.received.tap(async ({ message }) => (message === 'bad' ? drop('is bad') : undefined))
    }),
  )
  for (const message of ['bad', 'good']) await receive(message)
  expect(seen).toEqual(['good'])
})

it('a message is passed on although an observer fails, and the failure is logged', async () => {
  const { host, hooks, reports, lines, receive } = createRig()
  const seen: unknown[] = []
  const fail = (): never => {
    throw new Error('broken')
  }
  host.observe('received', fail)
  host.observe('queued', fail)
  host.observe('queued', (message) => seen.push(message))
  expect((await receive('x')).verdict).toBeUndefined()
  hooks.queued.call('x', 'received', undefined, '"x"')
  expect(seen).toEqual(['x'])
  expect(reports).toEqual([])
  expect(lines).toEqual([
    ': An observer of `received` failed: broken',
    ': An observer of `queued` failed: broken',
  ])
})

it('the node does not wait for an observer', async () => {
  const { host, receive } = createRig()
  const { promise } = deferred()
  host.observe('received', () => promise)
  expect((await receive('x')).verdict).toBeUndefined()
})

it('an observer is attached while a plugin is still being set up', async () => {
  const { host, receive } = createRig()
  const { promise, resolve } = deferred()
  const using = host.use(plugin('slow', () => promise))
  await turn()
  const seen: unknown[] = []
  host.observe('received', ({ message }) => seen.push(message))
  await receive('x')
  expect(seen).toEqual(['x'])
  resolve()
  await using
})

it('a hook without taps and observers stays unused', () => {
  const { host, hooks } = createRig()
  expect(hooks.sent.isUsed()).toBe(false)
  host.observe('sent', () => {})
  expect(hooks.sent.isUsed()).toBe(true)
  expect(hooks.queued.isUsed()).toBe(false)
})
