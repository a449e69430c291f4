import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isClacksError, loadConfig } from 'clacks'
import fc from 'fast-check'
import { encoded, json, mutated, text } from '../inputs.ts'
import { defineTarget, violated, within } from '../target.ts'

/** A config file. */
interface ConfigInput {
  readonly extension: 'json' | 'yaml'
  /** Its bytes, in Latin-1. */
  readonly file: string
}

const MAX_MS = 10_000
const KEYS = [
  'hostname',
  'port',
  'sendrate',
  'killtimeout',
  'limits',
  'weights',
  'peers',
  'plugins',
  'extends',
  'tls',
  'stateFolder',
  'log',
  'transport',
  'idleAnnounce',
  'legacyRejects',
]
const TOKENS = [
  '{',
  '}',
  '"',
  ',',
  '$env',
  '{"$file":"/dev/null"}',
  '&a ',
  '*a',
  '<<: ',
  '- ',
  ': ',
  '\t',
  '!!js/function ',
  '\u0000',
  '# ',
  '| ',
  '%YAML',
]

const value = fc.oneof(
  json,
  fc.constantFrom(
    '8080',
    '"a.example"',
    '["b.example:1"]',
    '{"queueMessages":1}',
    '{"alive":1,"lost":-1}',
    '["logger"]',
    '[["signer",{"invalid":"drop"}]]',
    '{"$env":"NOT_SET"}',
    '{"$file":"config.json"}',
    '"./config.json"',
  ),
)
const whole = fc
  .array(fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...KEYS) }, text()), value), {
    maxLength: 5,
  })
  .map((members) => `{${members.map(([name, said]) => `${JSON.stringify(name)}: ${said}`).join(', ')}}`)
const lines = fc
  .array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 5 })
  .map((members) => members.map(([name, said]) => `${name}: ${said}\n`).join(''))

/** Config files: each is taken, or refused with an error of ours. */
export const config = defineTarget<ConfigInput>({
  inputs: fc.record({
    extension: fc.constantFrom('json', 'yaml'),
    file: mutated(fc.oneof(whole, lines).map(encoded), TOKENS),
  }),
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'clacks-fuzz-'))
    return {
      async check({ extension, file }) {
        const path = join(folder, `config.${extension}`)
        await writeFile(path, file, 'latin1')
        try {
          const loaded = await within(MAX_MS, 'loadConfig()', loadConfig(path))
          if (loaded.file !== path) violated(`Another file was loaded: ${loaded.file}`)
        } catch (thrown) {
          if (!isClacksError(thrown)) throw thrown
          if (thrown.message === '') violated('The error says nothing.')
        } finally {
          await rm(path)
        }
      },
      async close() {
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
})
