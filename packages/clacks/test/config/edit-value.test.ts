import { describe, expect, it } from 'vitest'
import { editValues } from '../../src/config/edit/edit-value.js'
import type { Path } from '../../src/config/read/source.js'

const edit = (file: string, text: string, at: Path, value?: unknown): Promise<string> =>
  editValues(`/x/${file}`, text, [{ at, value }])

const JSON_TEXT = `{
  "port": 8080,
  "limits": { "queueMessages": 5 },
  "plugins": ["one", ["two", { "a": 1 }]]
}
`

const YAML_TEXT = `# what this node is
port: 8080   # the usual one
limits:
  # small
  queueMessages: 5
tls: { trust: none }
plugins:
  - one
  # the second
  - - two
    - a: 1 # a number
      b:
        - x
  - [three, { c: 'text' }]
  - name
`

const CODE_TEXT = `import { defineConfig } from 'clacks'
export default defineConfig({
  port: Number(process.env.PORT), // from outside
  limits: { queueMessages: 5 },
  plugins: ['one', ['two', { a: 1, b: secret() }], [three]],
})
`

describe.each([
  ['clacks.config.json', JSON_TEXT],
  ['clacks.config.yaml', YAML_TEXT],
  ['clacks.config.ts', CODE_TEXT],
])('%s', (file, text) => {
  it.each<[string, Path, unknown]>([
    ['changes a value', ['limits', 'queueMessages'], 7],
    ['adds a value', ['limits', 'queueBytes'], 1000],
    ['adds a value with the object around it', ['weights', 'alive'], 0.5],
    ['adds a text with quotes and colons', ['hostname'], `it's: "a" #node`],
    ['changes an option', ['plugins', 1, 1, 'a'], [1, 'two']],
    ['adds an option', ['plugins', 1, 1, 'new'], { deep: true }],
    ['gives options to an entry that is a name', ['plugins', 0], ['one', { a: 1 }]],
    ['adds an item to an entry', ['plugins', 1, 2], { enabled: false }],
    ['removes a value', ['limits', 'queueMessages'], undefined],
    ['removes an option', ['plugins', 1, 1, 'a'], undefined],
  ])('%s', async (_what, at, value) => {
    const edited = await edit(file, text, at, value)
    expect({ at, value, edited }).toMatchSnapshot()
  })

  it('stays the same if what is removed is not there', async () => {
    expect(await edit(file, text, ['byterate'])).toBe(text)
    expect(await edit(file, text, ['limits', 'peers'])).toBe(text)
  })

  it('keeps CRLF line ends', async () => {
    const crlf = text.replaceAll('\n', '\r\n')
    const edited = await edit(file, crlf, ['limits', 'queueBytes'], 1)
    expect(edited.replaceAll('\r\n', '')).not.toContain('\n')
    expect(edited.replaceAll('\r\n', '\n')).toBe(await edit(file, text, ['limits', 'queueBytes'], 1))
  })
})

describe('what cannot be edited safely', () => {
  it('is refused, with the reason and what to do', async () => {
    const refused = (file: string, text: string, at: Path): Promise<unknown> =>
      edit(file, text, at, 2).catch((thrown: unknown) => thrown)
    expect(String(await refused('x.ts', 'export default () => ({})', ['port']))).toContain(
      'its default export is not an object that can be edited; change `port`',
    )
    expect(String(await refused('x.ts', 'export default { limits: all() }', ['limits', 'peers']))).toContain(
      'a value on the way is made by code; change `limits.peers`',
    )
    expect(
      String(await refused('x.ts', 'export default { plugins: [...all] }', ['plugins', 0, 1])),
    ).toContain('a list on the way is put together by code')
    expect(String(await refused('x.yaml', 'limits: &l {a: 1}\nweights: *l\n', ['weights', 'a']))).toContain(
      'a value on the way is not an object or a list',
    )
    expect(String(await refused('x.yaml', 'limits: &l {a: 1}\nweights: *l\n', ['limits', 'a']))).toContain(
      'it is written in a way that cannot be edited',
    )
  })
})

describe('a YAML text', () => {
  it('gets its first value', async () => {
    expect(await edit('x.yaml', '# empty\n', ['limits', 'peers'], 3)).toBe('# empty\nlimits: { peers: 3 }\n')
  })

  it('has the value of a key that is written without one', async () => {
    expect(await edit('x.yaml', 'limits:\nport: 1\n', ['limits', 'peers'], 3)).toBe(
      'limits: { peers: 3 }\nport: 1\n',
    )
  })

  it('keeps the lines around a block that is replaced', async () => {
    expect(await edit('x.yaml', 'a: 1\ntext: |\n  one\n  two\nb: 2\n', ['text'], 'three')).toBe(
      'a: 1\ntext: three\nb: 2\n',
    )
  })
})

it('package.json has the config under its key', async () => {
  expect(await edit('package.json', '{\n  "clacks": { "port": 1 }\n}\n', ['port'], 2)).toBe(
    '{\n  "clacks": { "port": 2 }\n}\n',
  )
})
