import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { render } from '../src/index.js'
import { cleanEnvironment } from './command.js'
import { temporaryFolder } from './with-folder.js'

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url))
const SETUP = 'setup(ctx, { forbidden, maxLength, signature }) {'
const TEXTS_ONLY = "if (typeof reception.message !== 'string') return undefined"

interface Mutation {
  readonly what: string
  /** Default `src/index.js`. */
  readonly file?: string
  /** The tests of the project that report it. Default `contract`. */
  readonly tests?: 'behaviour' | 'schema'
  readonly from: string
  readonly to: string
  /** The test of the project, or the rule of `verify`, that must report it. */
  readonly named: string
}

/** Ways to break a generated plugin that its own tests report. */
const REPORTED_BY_TESTS: readonly Mutation[] = [
  {
    what: 'leaks a timer',
    from: SETUP,
    to: `${SETUP} setInterval(() => {}, 1000)`,
    named: 'leaves no handle or timer of the process behind when it is removed',
  },
  {
    what: 'leaves a socket open',
    from: SETUP,
    to: `${SETUP} import('node:net').then((net) => net.createServer().listen(0, '127.0.0.1'))`,
    named: 'leaves no handle or timer of the process behind when it is removed',
  },
  {
    what: 'changes a frozen message',
    from: TEXTS_ONLY,
    to: `if (reception.message instanceof Object) reception.message.seen = true; ${TEXTS_ONLY}`,
    named: 'takes a frozen message',
  },
  {
    what: 'treats every message as a string',
    from: TEXTS_ONLY,
    to: '',
    named: 'takes messages of any shape',
  },
  {
    what: 'depends on the order of registration',
    from: TEXTS_ONLY,
    to: `if (ctx.node.plugins()[0].name !== 'radio') throw new Error('not the first'); ${TEXTS_ONLY}`,
    named: 'does the same whatever the order in which plugins are registered',
  },
  {
    what: 'keeps its state in the module',
    from: SETUP,
    to: `${SETUP} if (OPTIONS.used) throw new Error('twice'); Object.assign(OPTIONS, { used: true })`,
    named: 'works on two nodes of one process',
  },
  { what: 'takes any options', from: 'options: OPTIONS,', to: '', named: 'refuses the options' },
  {
    what: 'says another schema than it checks with',
    file: 'src/options.js',
    tests: 'schema',
    from: 'default: 280',
    to: 'default: 140',
    named: 'schema.json matches the options',
  },
  {
    what: 'swallows messages',
    tests: 'behaviour',
    from: 'reception.message = text',
    to: "return drop('')",
    named: 'trims a text',
  },
  {
    what: 'signs again and again',
    tests: 'behaviour',
    from: 'text.slice(0, -signature.length)',
    to: 'text',
    named: 'signs what it sends only once',
  },
]

/** Ways that only show from outside, when it is installed and runs in a process of its own. */
const REPORTED_BY_VERIFY: readonly Mutation[] = [
  {
    what: 'swallows errors',
    from: SETUP,
    to: `${SETUP} process.on('uncaughtException', () => {})`,
    named: 'process',
  },
  {
    what: 'waits for nothing',
    from: TEXTS_ONLY,
    to: `Promise.reject(new Error('nobody waited')); ${TEXTS_ONLY}`,
    named: 'floating',
  },
]

/** Writes the project, broken in one way. */
async function writeMutant(
  folder: string,
  { file = 'src/index.js', from, to, what }: Mutation,
): Promise<void> {
  const files = await render('transformer', {
    name: 'clacks-plugin-radio',
    language: 'javascript',
    description: 'For a test.',
    author: '',
    repository: 'adora/radio',
    packageManager: 'npm',
    year: 2026,
  })
  for (const [path, text] of files) {
    if (path === file && !text.includes(from)) throw new Error(`${what}: ${file} does not have ${from}`)
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), path === file ? text.replace(from, () => to) : text)
  }
}

function node(folder: string, ...args: string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...cleanEnvironment(folder), CI: 'true' },
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.on('error', fail)
    child.on('close', () => done(output))
  })
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

describe('a generated plugin that', () => {
  let folder: string
  let clean: () => Promise<void>
  let report: Report

  beforeAll(async () => {
    ;[folder, clean] = await temporaryFolder()
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'), 'junction')
    for (const [at, mutation] of [...REPORTED_BY_TESTS, ...REPORTED_BY_VERIFY].entries())
      await writeMutant(join(folder, `mutant-${at}`), mutation)
    await writeMutant(join(folder, 'sound'), { what: 'nothing', from: '', to: '', named: '' })
    // All of them in one run, and of each mutant only the tests that are to find it.
    const filters = REPORTED_BY_TESTS.map(({ tests = 'contract' }, at) => `mutant-${at}/test/${tests}`)
    const args = ['run', 'sound/', ...filters, '--reporter=json', '--outputFile=report.json']
    await node(folder, join(REPOSITORY, 'node_modules/vitest/vitest.mjs'), ...args)
    report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  })
  afterAll(() => clean())

  function failuresOf(project: string): string[] {
    const files = report.testResults.filter(({ name }) => name.includes(`/${project}/`))
    expect(files).not.toEqual([])
    return files.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
    )
  }

  it('is unchanged passes its tests', () => {
    expect(failuresOf('sound')).toEqual([])
  })

  it.each(REPORTED_BY_TESTS.map((mutation, at) => ({ ...mutation, at })))(
    '$what fails its test "$named"',
    ({ named, at }) => {
      expect(failuresOf(`mutant-${at}`)).toContainEqual(expect.stringContaining(named))
    },
  )

  it.concurrent.each(
    REPORTED_BY_VERIFY.map((mutation, at) => ({ ...mutation, at: REPORTED_BY_TESTS.length + at })),
  )('$what is reported by the rule "$named" of verify', async ({ named, at }) => {
    const project = join(folder, `mutant-${at}`)
    await node(
      project,
      join(REPOSITORY, 'node_modules/typescript/bin/tsc'),
      '--project',
      'tsconfig.build.json',
    )
    const bin = join(REPOSITORY, 'packages/plugin-tools/bin/clacks-plugin.js')
    const report = await node(
      project,
      bin,
      'verify',
      '--clacks',
      join(REPOSITORY, 'packages/clacks'),
      '--json',
    )
    const { issues }: { issues: readonly { rule: string }[] } = JSON.parse(report)
    // What it finds in the process is named after the rule: `process/uncaughtException`.
    expect(issues.map(({ rule }) => rule.split('/')[0])).toContain(named)
  })
})
