import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { BIN, command } from './verified.js'

it('prints its version, and exits with 0', async () => {
  expect(await command('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
})

it('suggests the nearest command for an unknown one, and exits with 2', async () => {
  expect(await command('verfy')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean verify?'),
  })
})

it('does not fail if its reader goes away, as `head` does', async () => {
  const child = spawn(process.execPath, [BIN, '--help'])
  child.stdout.destroy()
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  expect({ code, err }).toEqual({ code: 0, err: '' })
})
