import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Consumer, REPOSITORY } from './consumer.js'
import { type Registry, startRegistry } from './registry.js'

let folder: string
let registry: Registry
let author: Consumer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clacks trip ü-'))
  const upstream = await new Consumer(folder, process.env).must('npm config get registry --loglevel=silent')
  registry = await startRegistry(join(folder, 'registry'), upstream.trim())
  author = await Consumer.arrive(folder, registry)
  await author.must('npm publish --workspace packages --no-provenance', REPOSITORY)
  await mkdir(join(folder, 'plugins'))
})

afterAll(async () => {
  await author?.leave()
  await registry?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const TEMPLATES = ['observer', 'transformer', 'service', 'messages'] as const
const plugins = () => join(folder, 'plugins')

/** How the projects are made: one command line each. In TypeScript they are mine, in JavaScript those of a company. */
const PROJECTS = TEMPLATES.flatMap((template) => [
  {
    template,
    language: 'TypeScript',
    typed: `'My ${template}' ${template}`,
    name: `clacks-plugin-my-${template}`,
    short: `my-${template}`,
    folder: `clacks-plugin-my-${template}`,
  },
  {
    template,
    language: 'JavaScript',
    typed: `@acme/${template} --template ${template} --js`,
    name: `@acme/clacks-plugin-${template}`,
    short: `@acme/${template}`,
    folder: `clacks-plugin-${template}`,
  },
])
const FIRST = PROJECTS[0]
const LAST = PROJECTS.at(-1)
const OTHERS = PROJECTS.slice(1, -1)
if (FIRST === undefined || LAST === undefined) throw new Error('there is no template')

/** What a README says to type, in its blocks and in its lines. */
async function commandsIn(readme: string): Promise<readonly string[]> {
  const text = await readFile(readme, 'utf8')
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split('\n'))
  const inline = [...text.matchAll(/`((?:npm|npx) [^`]+)`/g)].map(([, command = '']) => command)
  return [...new Set([...blocks, ...inline])]
}

/** What those do who use the plugin: the last test. */
const ELSEWHERE = [`npm install clacks ${FIRST.name}`, 'npx clacks start']
/** What waits for a person, or publishes. */
const BY_HAND = ['npx changeset', 'npm publish --no-provenance']

it('npm create writes a project, and every command of its README works', async () => {
  await author.must(`npm create clacks-plugin@latest ${FIRST.typed} -- --skip-install`, plugins())
  const home = join(plugins(), FIRST.folder)
  const commands = await commandsIn(join(home, 'README.md'))
  expect(commands).toEqual(expect.arrayContaining([...ELSEWHERE, ...BY_HAND]))
  for (const command of commands.filter((each) => ![...ELSEWHERE, ...BY_HAND].includes(each)))
    await author.must(command, home)
  expect(commands).toHaveLength(ELSEWHERE.length + BY_HAND.length + 9)
})

it('npm create installs, and shows that the project is green', async () => {
  const said = await author.must(`npm create clacks-plugin@latest ${LAST.typed}`, plugins())
  expect(said).toMatch(/✔ install: \d+ packages/)
  expect(said).toMatch(/✔ test: \d+ passed/)
  expect(said).toMatch(/✔ verify: \d+ checks, nothing/)
  expect(said).toContain('✔ a git repository with one commit')
  const home = join(plugins(), LAST.folder)
  expect(await author.must('git status --short', home)).toBe('')
  // The others take what is installed from the folder above them: the same packages, installed once.
  await rename(join(home, 'node_modules'), join(plugins(), 'node_modules'))
})

describe('the other templates and languages', () => {
  it.concurrent.each(OTHERS)('$template in $language is green too', async ({ typed, folder: project }) => {
    await author.must(`npm create clacks-plugin@latest ${typed} --skip-install`, plugins())
    for (const command of ['npm run lint', 'npm test', 'npm run verify'])
      await author.must(command, join(plugins(), project))
  })
})

it('all of them are published, and can be found', async () => {
  for (const { name, folder: project } of PROJECTS) {
    // `verify` has built them, but for the first: there its author types what the README says.
    const command =
      name === FIRST.name ? 'npm publish --no-provenance' : 'npm publish --no-provenance --ignore-scripts'
    await author.must(command, join(plugins(), project))
    expect(await author.must(`npm view ${name} keywords --json`, plugins())).toContain('clacks-plugin')
  }
})

describe('somebody else', () => {
  let other: Consumer
  let towers: string

  beforeAll(async () => {
    const place = join(folder, 'other')
    other = await Consumer.arrive(place, registry)
    towers = join(place, 'towers')
    await mkdir(towers)
    await writeFile(join(towers, 'package.json'), '{ "private": true }')
    await other.must(`npm install clacks ${PROJECTS.map(({ name }) => name).join(' ')}`, towers)
  })
  afterAll(() => other?.leave())

  async function tower(name: string, file: string, config: string) {
    await mkdir(join(towers, name))
    await writeFile(join(towers, name, file), config)
    return join(towers, name)
  }

  it('names them in a config, and a message goes from node to node through all of them', async () => {
    const first = await tower(
      'tower-1',
      'clacks.config.yaml',
      `
port: 0
plugins:
  - [my-observer, { everyMs: 1000 }]
  - ['@acme/observer', { everyMs: 1000 }]
  - [my-transformer, { forbidden: [spam] }]
  - '@acme/transformer'
  - [my-service, { file: counts.json, saveEveryMs: 1000 }]
  - '@acme/service'
  - [my-messages, { log: true }]
  - '@acme/messages'
`,
    )
    const one = other.start('npx clacks start', first)
    const [, address] = await one.says(/clacks .* at https:\/\/(localhost:\d+)/)

    // The other one is written in CommonJS, and runs on the newest Node.
    const version = await other.must('npm view node version --loglevel=silent')
    const newest = `node-${process.platform}-${process.arch}`
    await other.must(`npm install --prefix newest-node ${newest}@${version.trim()}`)
    const modern = other.with(join(other.folder, 'newest-node/node_modules', newest, 'bin'))
    expect((await modern.must('node --version')).trim()).toBe(`v${version.trim()}`)
    const second = await tower(
      'tower-2',
      'clacks.config.cjs',
      `const transformer = require('clacks-plugin-my-transformer')
const { default: messages } = require('@acme/clacks-plugin-messages')
module.exports = {
  port: 0,
  sendrate: 4,
  peers: ['${address}'],
  plugins: [transformer({ signature: ' [GNU]' }), messages()],
}
`,
    )
    const two = modern.start('npx clacks start', second)
    await two.says(/peer +localhost:\d+ +new -> alive/)
    for (const message of ['  hello  ', 'spam', '{"class":"my-messages","text":"hello"}'])
      await modern.must(`npx clacks send '${message}'`, second)

    await one.says(/received .*"hello \[GNU\]"/)
    await one.says(/discarded .*spam/)
    await one.says(/somebody says "hello"/)
    await one.says(/[1-9]\d* messages queued, 1 peers discovered/)
    await other.leave()
    await modern.leave()
    expect(Object.values(JSON.parse(await readFile(join(first, 'counts.json'), 'utf8')))).toEqual([
      expect.any(Number),
    ])
  })
})
