import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { thrownText } from '../../src/hooks/thrown-at.js'
import { Clacks } from '../../src/node.js'

const HERE = fileURLToPath(import.meta.url)

async function thrownBy(act: () => unknown): Promise<string> {
  try {
    await act()
  } catch (thrown) {
    return thrownText(thrown)
  }
  throw new Error('nothing was thrown')
}

it.each([
  ['a function', () => Promise.reject(new Error('no luck.')), 'no luck'],
  ['a function of Node', () => new URL('nowhere'), 'Invalid URL'],
  ['clacks, if called with invalid options', () => new Clacks({ port: -1 }), 'port'],
])('names the line of %s', async (_, act, text) => {
  const said = await thrownBy(act)
  expect(said).toContain(text)
  const [, place = ''] = said.split(', thrown at ')
  expect(place).toMatch(/:\d+:\d+\.$/)
  expect(place.startsWith(`${HERE}:`)).toBe(true)
})

it('names the place after an await, too', async () => {
  const late = async () => {
    await setTimeout(0)
    throw new Error('late')
  }
  expect(await thrownBy(late)).toMatch(/^late, thrown at .*thrown-at\.test\.ts:\d+:\d+\.$/)
})

it.each([
  ['a text', 'boom', 'boom.'],
  [
    'an error that nobody gave a text',
    Object.assign(new Error(''), { stack: '' }),
    'An error without a message.',
  ],
  [
    'an error of Node alone',
    Object.assign(new Error('x'), { stack: 'Error: x\n    at node:internal/timers:5:1' }),
    'x.',
  ],
  [
    'an error whose stack cannot be read',
    Object.defineProperty(new Error('sly'), 'stack', {
      get() {
        throw new Error('no')
      },
    }),
    'sly.',
  ],
  ['an object without a prototype', Object.create(null), 'a value without a message was thrown.'],
])('is a sentence without a line for %s', (_, thrown, text) => {
  expect(thrownText(thrown)).toBe(text)
})
