import { expect, it } from 'vitest'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { createRig } from './rig.js'

const named = (name: string, mark = name, more: object = {}) =>
  definePlugin({
    name,
    ...more,
    setup: (ctx) => {
      ctx.hooks.received.tap((reception) => {
        reception.message += mark
      })
    },
  })()

it('adds, replaces and removes plugins in one step', async () => {
  const { host, receive } = createRig()
  await host.useAll([named('a'), named('b'), named('c')])
  await host.change([named('b', 'B'), named('d')], ['a'])
  expect((await receive('')).reception.message).toBe('Bcd')
  expect(host.reports().map(({ id }) => id)).toEqual(['c', 'b', 'd'])
})

it.each([
  [
    'the setup of one fails',
    [named('b', 'B'), definePlugin({ name: 'bad', setup: () => Promise.reject(new Error('no')) })()],
    [],
  ],
  ['one that goes is not there', [named('b', 'B')], ['nobody']],
  ['one that stays needs one that goes', [named('a', 'A')], ['b']],
  ['one that comes needs one that goes', [named('e', 'e', { requires: ['a'] })], ['a']],
])('changes nothing if %s', async (_, use, remove) => {
  const { host, receive } = createRig()
  await host.useAll([named('a'), named('b'), named('c', 'c', { requires: ['b'] })])
  await expect(host.change(use, remove)).rejects.toThrow()
  expect((await receive('')).reception.message).toBe('abc')
  expect(host.reports().map(({ id, state }) => `${id} ${state}`)).toEqual([
    'a active',
    'b active',
    'c active',
  ])
})

it('a required plugin can be removed together with those that require it', async () => {
  const { host, receive } = createRig()
  await host.useAll([named('b'), named('c', 'c', { requires: ['b'] })])
  await host.change([], ['b', 'c'])
  expect((await receive('')).reception.message).toBe('')
})
