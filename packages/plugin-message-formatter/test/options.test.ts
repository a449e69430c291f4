import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { messageFormatter } from '../src/index.js'
import { OPTIONS_SCHEMA } from '../src/options.js'

/** The error for these options; empty for valid ones. */
async function errorFor(options: unknown): Promise<string> {
  try {
    await messageFormatter.configure(options).resolveOptions()
    return ''
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}

test('defaults', async () => {
  expect(await messageFormatter().resolveOptions()).toEqual({
    required: [],
    optional: [],
    otherClasses: 'refuse',
    rejectInvalid: true,
    errorStatus: 422,
    fill: false,
    coerce: false,
  })
})

test.each([
  [
    { requird: ['a'] },
    'options.requird: unknown option, expected one of class, required',
    'Did you mean "required"?',
  ],
  [{ nonsense: 1 }, 'options.nonsense: unknown option, expected one of class, required'],
  [{ required: 'a' }, 'options.required: expected an array, received "a"'],
  [{ errorStatus: 200 }, 'options.errorStatus: expected a number >= 400, received 200'],
  [{ otherClasses: 'drop' }, 'options.otherClasses: expected one of "refuse", "pass", received "drop"'],
  [
    { required: ['text', 'class'], optional: ['class'] },
    'options.required[1]: "class" cannot be listed, because every message has it. Remove it.',
    'options.optional[0]: "class" cannot be listed',
  ],
  [
    { schemas: { chat: { propertys: {} } } },
    'options.schemas.chat: not a valid JSON Schema (draft 7)',
    'propertys',
  ],
  [{ schemas: {} }, 'options.schemas: must NOT have fewer than 1 properties, received an object'],
  [{ schemas: { chat: {} }, required: ['text'] }, 'options.required: with `schemas`, this needs `class`'],
  [{ schemas: { chat: {} }, class: 'chat' }, 'options.schemas.chat: the class "chat" is already described'],
])('%j is rejected with a clear error', async (options, ...texts) => {
  const error = await errorFor(options)
  for (const text of texts) expect(error).toContain(text)
})

test('schema.json holds the options that the plugin checks, each described', async () => {
  const text = await readFile(new URL('../schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(text)).toEqual(OPTIONS_SCHEMA)
  for (const [name, option] of Object.entries(OPTIONS_SCHEMA.properties)) {
    expect(option, name).toHaveProperty('description', expect.stringMatching(/\.$/))
  }
})

test('the README has every option with its default', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  for (const [name, option] of Object.entries(OPTIONS_SCHEMA.properties)) {
    const value = 'default' in option ? JSON.stringify(option.default).replaceAll('"', "'") : undefined
    const values = 'enum' in option ? `${option.enum.map((each) => `\`'${each}'\``).join(', ')}. ` : ''
    const row = `| \`${name}\` | ${value === undefined ? '' : `\`${value}\``} | ${values}${option.description} |`
    expect(readme).toContain(row)
  }
})
