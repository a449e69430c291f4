import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Consumer, REPOSITORY } from './consumer.js'
import { type Registry, startRegistry } from './registry.js'

let folder: string
let registry: Registry
let author: Consumer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clacks e2e ü-'))
  const upstream = await new Consumer(folder, process.env).succeed(
    'npm config get registry --loglevel=silent',
  )
  registry = await startRegistry(join(folder, 'registry'), upstream.trim())
  author = await Consumer.create(folder, registry)
  await author.succeed('npm publish --workspace packages --no-provenance', REPOSITORY)
  await mkdir(join(folder, 'plugins'))
})

afterAll(async () => {
  await author?.stop()
  await registry?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const TEMPLATES = ['observer', 'transformer', 'service', 'messages'] as const
const plugins = () => join(folder, 'plugins')

/** The projects: in TypeScript without a scope, in JavaScript with one. */
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
if (FIRST === undefined || LAST === undefined) throw new Error('there are no templates')

/** The commands in a README, in code blocks and in lines. */
async function commandsIn(readme: string): Promise<readonly string[]> {
  const text = await readFile(readme, 'utf8')
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split('\n'))
  const inline = [...text.matchAll(/`((?:npm|npx) [^`]+)`/g)].map(([, command = '']) => command)
  return [...new Set([...blocks, ...inline])]
}

/** The commands of users of the plugin, which the last test runs. */
const OF_USERS = [`npm install clacks ${FIRST.name}`, 'npx clacks start']
/** Commands that prompt or publish. */
const MANUAL = ['npx changeset', 'npm publish --no-provenance']

it('npm create creates a project, and every command in its README works', async () => {
  await author.succeed(`npm create clacks-plugin@latest ${FIRST.typed} -- --skip-install`, plugins())
  const home = join(plugins(), FIRST.folder)
  const commands = await commandsIn(join(home, 'README.md'))
  expect(commands).toEqual(expect.arrayContaining([...OF_USERS, ...MANUAL]))
  for (const command of commands.filter((each) => ![...OF_USERS, ...MANUAL].includes(each)))
    await author.succeed(command, home)
  expect(commands).toHaveLength(OF_USERS.length + MANUAL.length + 9)
})

it('npm create installs, and all checks of the project pass', async () => {
  const output = await author.succeed(`npm create clacks-plugin@latest ${LAST.typed}`, plugins())
  expect(output).toMatch(/✔ install: \d+ packages/)
  expect(output).toMatch(/✔ test: \d+ passed/)
  expect(output).toMatch(/✔ verify: \d+ checks, no issues/)
  expect(output).toContain('✔ a git repository with one commit')
  const home = join(plugins(), LAST.folder)
  expect(await author.succeed('git status --short', home)).toBe('')
  // The other projects use the packages in the folder above them, which are installed only once.
  await rename(join(home, 'node_modules'), join(plugins(), 'node_modules'))
})

describe('the other templates and languages', () => {
  it.concurrent.each(OTHERS)(
    'all checks of $template in $language pass',
    async ({ typed, folder: project }) => {
      await author.succeed(`npm create clacks-plugin@latest ${typed} --skip-install`, plugins())
      for (const command of ['npm run lint', 'npm test', 'npm run verify'])
        await author.succeed(command, join(plugins(), project))
    },
  )
})

it('all projects are published, and can be found', async () => {
  for (const { name, folder: project } of PROJECTS) {
    // `verify` has built all but the first, which is published with the command in its README.
    const command =
      name === FIRST.name ? 'npm publish --no-provenance' : 'npm publish --no-provenance --ignore-scripts'
    await author.succeed(command, join(plugins(), project))
    expect(await author.succeed(`npm view ${name} keywords --json`, plugins())).toContain('clacks-plugin')
  }
})

it('npm run create does the same from the checkout, when no registry has clacks', async () => {
  const place = join(folder, 'beside the checkout')
  await mkdir(place)
  const command = `npm --prefix "${REPOSITORY}" run create -- lamp messages --parent .`
  const user = Consumer.withSettings(place)
  onTestFinished(() => user.stop())
  const output = await user.succeed(command)
  expect(output).toMatch(/✔ test: \d+ passed/)
  expect(output).toMatch(/✔ verify: \d+ checks, no issues/)
  const dev = await user.succeed(
    'npm run dev',
    join(place, 'clacks-plugin-lamp'),
    '{"class":"lamp","text":"hello"}\n',
  )
  expect(dev).toMatch(/gets +\{"class":"lamp","text":"hello"\}/)
})

describe('another user', () => {
  let other: Consumer
  let towers: string

  beforeAll(async () => {
    const place = join(folder, 'other')
    other = await Consumer.create(place, registry)
    towers = join(place, 'towers')
    await mkdir(towers)
    await writeFile(join(towers, 'package.json'), '{ "private": true }')
    await other.succeed(`npm install clacks ${PROJECTS.map(({ name }) => name).join(' ')}`, towers)
  })
  afterAll(() => other?.stop())

  async function tower(name: string, file: string, config: string) {
    await mkdir(join(towers, name))
    await writeFile(join(towers, name, file), config)
    return join(towers, name)
  }

  it('lists them in a config, and a message passes from node to node through all of them', async () => {
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
    const [, address] = await one.prints(/clacks .* at https:\/\/(localhost:\d+)/)

    // The second config is CommonJS, and its node runs on the latest Node.
    const version = await other.succeed('npm view node version --loglevel=silent')
    const newest = `node-${process.platform}-${process.arch}`
    await other.succeed(`npm install --prefix newest-node ${newest}@${version.trim()}`)
    const modern = other.withPath(join(other.folder, 'newest-node/node_modules', newest, 'bin'))
    expect((await modern.succeed('node --version')).trim()).toBe(`v${version.trim()}`)
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
    await two.prints(/peer +localhost:\d+ +new -> alive/)
    for (const message of ['  hello  ', 'spam', '{"class":"my-messages","text":"hello"}'])
      await modern.succeed(`npx clacks send '${message}'`, second)

    await one.prints(/received .*"hello \[GNU\]"/)
    await one.prints(/discarded .*spam/)
    await one.prints(/somebody says "hello"/)
    await one.prints(/[1-9]\d* messages queued, 1 peers discovered/)
    await other.stop()
    await modern.stop()
    expect(Object.values(JSON.parse(await readFile(join(first, 'counts.json'), 'utf8')))).toEqual([
      expect.any(Number),
    ])
  })
})
