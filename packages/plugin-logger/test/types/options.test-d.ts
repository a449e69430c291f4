// What must compile and what must not. Checked by `tsc`, never run.
import { defineConfig, type Plugin } from 'clacks'
import { expectTypeOf } from 'vitest'
import logger, { type logger as named } from '../../src/index.js'

expectTypeOf(logger).toEqualTypeOf<typeof named>()
expectTypeOf(logger()).toEqualTypeOf<Plugin>()
logger({ directory: './log', type: 'announce' }, { id: 'announces' })
logger({
  format: 'ndjson',
  file: './log.ndjson',
  maxBytes: 0,
  maxAge: 0,
  keep: 0,
  bufferMessages: 1,
  bufferBytes: 1,
})
// @ts-expect-error an unknown option
logger({ directry: './log' })
// @ts-expect-error an unknown type
logger({ type: 'messages' })
// @ts-expect-error not a number
logger({ keep: '3' })

defineConfig({ plugins: ['logger', ['logger', { type: 'announce' }, { id: 'announces' }]] })
// @ts-expect-error the same in a config
defineConfig({ plugins: [['logger', { directry: './log' }]] })
