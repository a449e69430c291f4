import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { messageFormatter } from '../src/index.js'
import { OPTIONS_SCHEMA } from '../src/options.js'

/** What is said of wrong options. */
async function complaint(options: unknown): Promise<string> {
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
    'options.requird: found a list of 1, expected one of class, required',
    'did you mean "required"?',
  ],
  [{ nonsense: 1 }, 'options.nonsense: found 1, expected one of class, required'],
  [{ required: 'a' }, 'options.required: found "a", expected a list'],
  [{ errorStatus: 200 }, 'options.errorStatus: found 200, expected a value that must be >= 400'],
  [{ otherClasses: 'drop' }, 'options.otherClasses: found "drop", expected one of "refuse", "pass"'],
  [
    { required: ['text', 'class'], optional: ['class'] },
    'options.required[1]: found "class", expected any other field: every message has `class`',
    'options.optional[0]: found "class"',
  ],
  [
    { schemas: { chat: { propertys: {} } } },
    'options.schemas.chat: found an object, expected a JSON Schema',
    'propertys',
  ],
  [
    { schemas: {} },
    'options.schemas: found an object, expected a value that must NOT have fewer than 1 properties',
  ],
  [
    { schemas: { chat: {} }, required: ['text'] },
    'options.required: found a list of 1, expected nothing without `class`',
  ],
  [
    { schemas: { chat: {} }, class: 'chat' },
    'options.schemas.chat: found an object, expected no schema of "chat"',
  ],
])('%j is refused with a clear text', async (options, ...texts) => {
  const said = await complaint(options)
  for (const text of texts) expect(said).toContain(text)
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
