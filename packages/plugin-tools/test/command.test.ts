import { expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { command } from './verified.js'

it('says its version, and exits with 0', async () => {
  expect(await command('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
})

it('names the nearest command where there is none of that name, and exits with 2', async () => {
  expect(await command('verfy')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean verify?'),
  })
})
