import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { render } from '../../create-clacks-plugin/src/index.js'
import { type Addition, add } from '../src/add/generators.js'
import { HOOK_STARTS } from '../src/add/hooks.js'
import { BIN } from './verified.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const SOURCE = fileURLToPath(new URL('./fixtures/source', import.meta.url))
const require = createRequire(import.meta.url)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clacks-add-'))
  await cp(SOURCE, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function command(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return execute(process.execPath, [BIN, 'add', ...args, '--folder', folder])
}

function execute(file: string, args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((done) => {
    const options = { cwd: folder, timeout: 100_000, env: { ...process.env, NO_COLOR: '1' } }
    const child = execFile(file, args, options, (_, out, err) => done({ code: child.exitCode, out, err }))
  })
}

const bin = (name: string, file: string): string =>
  join(dirname(require.resolve(`${name}/package.json`)), file)
/** Tests within tests: the limit of the outer test is the one that counts. */
const PATIENT = '--testTimeout=100000'
const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8')

describe('clacks-plugin add', () => {
  const additions: readonly Addition[] = [
    ...Object.keys(HOOK_STARTS).map(
      (name): Addition => ({ kind: 'hook', name: name as keyof typeof HOOK_STARTS }),
    ),
    {
      kind: 'option',
      name: 'loud',
      schema: { type: 'boolean', default: true, description: "Whether it's loud." },
    },
    { kind: 'option', name: 'two-words', schema: { type: 'integer', description: 'Says "hello".' } },
    { kind: 'message', name: 'greeting', fields: ['text', 'mood?:string', 'times:integer'] },
    { kind: 'message', name: 'farewell', fields: [] },
    { kind: 'test', name: 'drops old messages' },
  ]

  it('adds a tap of every hook, options, classes and tests: the result compiles, is formatted, and its tests pass', async () => {
    for (const addition of additions) await add(folder, addition)
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    const tsconfig = { extends: join(ROOT, 'tsconfig.base.json'), include: ['src', 'test'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
    const compiled = await execute(process.execPath, [bin('typescript', 'bin/tsc'), '--noEmit'])
    expect(compiled).toMatchObject({ code: 0, out: '' })
    await expectClean()
  })

  it('does the same in JavaScript', async () => {
    for (const name of ['index', 'line']) {
      const text = await read(`src/${name}.ts`)
      await writeFile(join(folder, `src/${name}.js`), text.replace('(text: string): string', '(text)'))
      await rm(join(folder, `src/${name}.ts`))
    }
    for (const addition of additions) await add(folder, addition)
    expect((await readdir(join(folder, 'test'))).every((name) => name.endsWith('.test.js'))).toBe(true)
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    await expectClean()
  })

  it.each([
    ['observer', 'typescript'],
    ['messages', 'typescript'],
    ['transformer', 'javascript'],
    ['service', 'javascript'],
  ] as const)('keeps the tests of a generated %s in %s green', async (template, language) => {
    const files = await render(template, {
      name: 'clacks-plugin-sample',
      language,
      description: 'A sample.',
      author: 'Adora Belle',
      repository: 'owner/sample',
      packageManager: 'npm',
      year: 2026,
    })
    await rm(folder, { recursive: true })
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    for (const addition of additions) await add(folder, addition)
    const steps = [
      [bin('@biomejs/biome', 'bin/biome'), 'ci', '--vcs-enabled=false', '.'],
      [bin('typescript', 'bin/tsc')],
      [bin('vitest', 'vitest.mjs'), 'run', PATIENT],
    ]
    for (const step of steps) {
      const done = await execute(process.execPath, step)
      expect(done, done.out + done.err).toMatchObject({ code: 0 })
    }
  })

  async function expectClean(): Promise<void> {
    const lint = ['ci', '--vcs-enabled=false', `--config-path=${ROOT}`, 'src', 'test']
    const linted = await execute(process.execPath, [bin('@biomejs/biome', 'bin/biome'), ...lint])
    expect(linted, linted.err).toMatchObject({ code: 0 })
    const tested = await execute(process.execPath, [
      bin('vitest', 'vitest.mjs'),
      'run',
      PATIENT,
      '--root',
      '.',
    ])
    expect(tested, tested.out).toMatchObject({ code: 0 })
    expect(tested.out).toMatch(/16 passed/)
  }

  it('adds an option to the table of options in the README, if there is one', async () => {
    const table =
      '| option | default | what it does |\n|---|---|---|\n| `suffix` | `!` | What is appended. |\n'
    await writeFile(join(folder, 'README.md'), `# shout\n\n## Options\n\n${table}\nMore.\n`)
    const added = await command('option', 'mark', '--default', '?', '--description', 'One of ? | !')
    expect(added.out).toMatch(/\nREADME\.md\n$/)
    expect((await command('option', 'most', '--type', 'number', '--description', 'How many.')).code).toBe(0)
    const rows = "| `mark` | `'?'` | One of ? \\| ! |\n| `most` | | How many. |\n"
    expect(await read('README.md')).toBe(`# shout\n\n## Options\n\n${table}${rows}\nMore.\n`)
  })

  it('adds lists, objects and choices, whose types plugins and users get', async () => {
    const options = [
      ['level', 'low|high', 'low'],
      ['tags', 'string[]', '["a|b", "`c`"]'],
      ['levels', 'low|high[]', ''],
      ['extra', 'object', '{ "any": 1 }'],
    ] as const
    await writeFile(join(folder, 'README.md'), '| option | default | |\n|---|---|---|\n')
    for (const [name, type, preset] of options) {
      const flags = ['--type', type, '--description', 'x', ...(preset === '' ? [] : ['--default', preset])]
      expect(await command('option', name, ...flags)).toMatchObject({ code: 0, err: '' })
    }
    expect(await read('README.md')).toContain(
      "| `level` | `'low'` | x |\n| `tags` | `` ['a\\|b', '`c`'] `` | x |\n| `levels` | | x |\n| `extra` | `{ any: 1 }` | x |\n",
    )
    await mkdir(join(folder, 'test'))
    await writeFile(
      join(folder, 'test/types.ts'),
      `import plugin from '../src/index.js'
plugin({ level: 'high', tags: ['x'], levels: ['low'], extra: { more: [1] } })
// @ts-expect-error it is not one of the choices
plugin({ level: 'middle' })
// @ts-expect-error the items are texts
plugin({ tags: [1] })
`,
    )
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    const tsconfig = { extends: join(ROOT, 'tsconfig.base.json'), include: ['src', 'test'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
    const compiled = await execute(process.execPath, [bin('typescript', 'bin/tsc'), '--noEmit'])
    expect(compiled).toMatchObject({ code: 0, out: '' })
  })

  it.each([
    ['package-lock.json', 'npm install'],
    ['pnpm-lock.yaml', 'pnpm add'],
    ['yarn.lock', 'yarn add'],
    ['bun.lock', 'bun add'],
  ])('names the command of the package manager: %s, %s', async (lockfile, command) => {
    await writeFile(join(folder, lockfile), '')
    const { next } = await add(folder, { kind: 'message', name: 'greeting', fields: [] })
    expect(next).toBe(`${command} @clacks/plugin-message-formatter`)
  })

  it('keeps the line ends of every file, as git checks them out', async () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n')
    const table = '| option | default | |\n|---|---|---|\n'
    await writeFile(join(folder, 'README.md'), table)
    await writeFile(join(folder, 'src/index.ts'), crlf(await read('src/index.ts')))
    await add(folder, { kind: 'option', name: 'loud', schema: { type: 'boolean', description: 'x' } })
    await add(folder, { kind: 'hook', name: 'sent' })
    for (const path of ['src/index.ts', 'test/sent.test.ts'])
      expect((await read(path)).replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(await read('README.md')).toBe(`${table}| \`loud\` | | x |\n`)
  })

  it('adds an option in the style of the file with the schema, and in schema.json', async () => {
    await writeFile(
      join(folder, 'src/index.ts'),
      'import { definePlugin } from "clacks";\nimport { schema as options } from "./options.js";\n\nexport default definePlugin({ name: "shout", options, setup() {} });\n',
    )
    await writeFile(
      join(folder, 'src/options.ts'),
      '// The options of the plugin.\nexport const schema = {\n\ttype: "object",\n\tproperties: { suffix: { type: "string" } }, // more to come\n\tadditionalProperties: false,\n} as const;\n',
    )
    await writeFile(
      join(folder, 'schema.json'),
      '{\n    "type": "object",\n    "properties": { "suffix": { "type": "string" } }\n}\n',
    )
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'clacks-plugin-shout', clacks: { schema: './schema.json' } }),
    )
    const described = ['--description', 'Whether it is loud.', '--type', 'boolean', '--default', 'false']
    expect(await command('option', 'loud', ...described)).toEqual({
      code: 0,
      err: '',
      out: 'src/options.ts\nschema.json\n',
    })
    expect(await read('src/options.ts')).toBe(`// The options of the plugin.
export const schema = {
	type: "object",
	properties: {
		suffix: { type: "string" },
		loud: {
			type: "boolean",
			default: false,
			description: "Whether it is loud.",
		},
	}, // more to come
	additionalProperties: false,
} as const;
`)
    expect(JSON.parse(await read('schema.json')).properties).toEqual({
      suffix: { type: 'string' },
      loud: { type: 'boolean', default: false, description: 'Whether it is loud.' },
    })
    expect(await read('schema.json')).toContain('\n    "type": "object",\n    "properties"')
  })

  it.each([
    [
      'setup() {}',
      'setup(ctx) {\n    ctx.hooks.queued.tap((_message, _origin, _sender, json) => {\n      // It only observes.\n      ctx.log.debug(',
    ],
    [
      'setup: async ({ hooks: taps, ...rest }) => {\n    rest.log.info("up")\n    return () => {}\n  }',
      'setup: async ({ hooks: taps, log, ...rest }) => {\n    rest.log.info("up")\n    taps.queued.tap(',
    ],
    [
      'setup(ctx, { file }) {\n    const read = () => { return file }\n    if (!file) return\n    read()\n  }',
      'return file }\n    ctx.hooks.queued.tap(',
    ],
    [
      'setup: function (context, options) {\n    context.log.info(options)\n  }',
      'context.log.info(options)\n    context.hooks.queued.tap(',
    ],
  ])('puts a tap in %j', async (setup, expected) => {
    await writeFile(
      join(folder, 'src/index.ts'),
      `import { definePlugin } from 'clacks'\n\nexport default definePlugin({\n  name: 'shout',\n  ${setup},\n})\n`,
    )
    await add(folder, { kind: 'hook', name: 'queued' })
    expect(await read('src/index.ts')).toContain(expected)
  })

  it('changes nothing if something exists already, or cannot be added, and reports why', async () => {
    const before = await read('src/index.ts')
    const described = ['--description', 'What is appended.']
    const cases = [
      [['option', 'suffix', ...described], 'the plugin already has an option "suffix": src/index.ts:8'],
      [['option', 'loud', '-t', 'boolean', '--default', '7', ...described], 'the default 7 is not a boolean'],
      [['option', 'loud'], 'add option: missing description; see --help'],
      [['option', 'Loud thing', ...described], '"Loud thing" is not a valid name'],
      [['option', 'loud', '-t', 'text', ...described], '"text" is not a type; expected string, number'],
      [['option', 'loud', '-t', 'a|b', '--default', 'c', ...described], 'the default "c" is not one of a, b'],
      [['option'], 'add option: missing name and description; see --help'],
      [['hook', 'recieved'], 'there is no hook "recieved"; the hooks are received, queued'],
      [['message', 'greeting', '--field', 'text:date'], '"text:date" is not a field'],
      [['test', '../x'], 'the name of a test must be words'],
    ] as const
    for (const [args, problem] of cases) {
      const { code, out, err } = await command(...args)
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toContain(problem)
    }
    await mkdir(join(folder, 'test'))
    await writeFile(join(folder, 'test/queued.test.ts'), '// mine\n')
    await expect(add(folder, { kind: 'hook', name: 'queued' })).rejects.toThrow(
      'test/queued.test.ts already exists; nothing was changed',
    )
    expect(await read('src/index.ts')).toBe(before)
    expect(await readdir(join(folder, 'test'))).toEqual(['queued.test.ts'])
    await writeFile(join(folder, 'src/index.ts'), 'export default {\n')
    await expect(add(folder, { kind: 'hook', name: 'sent' })).rejects.toThrow(/src\/index\.ts: .*\(2:0\)/)
    await writeFile(join(folder, 'src/index.ts'), 'export default {}\n')
    await expect(add(folder, { kind: 'hook', name: 'sent' })).rejects.toThrow('calls definePlugin')
  })
})
