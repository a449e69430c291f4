import { expect, it } from 'vitest'
import { checkCommands } from '../src/verify/commands.js'
import { installed, NAME } from './installed.js'

const issuesOf = async (commands: unknown, code = '', other?: unknown) => {
  const folder = installed({
    'package.json': JSON.stringify({ name: NAME, type: 'module', clacks: { commands } }),
    'commands.js': code,
    ...(other === undefined ? {} : { '../clacks-plugin-other/package.json': JSON.stringify(other) }),
  })
  return (await checkCommands(NAME, folder)).map(({ message }) => message)
}

const GOOD = "export default (command) => void command.description('shouts').argument('<text>')"

it('commands that load and are described have no issues', async () => {
  expect(await issuesOf('./commands.js', GOOD)).toEqual([])
  expect(await issuesOf({ cry: './commands.js' }, GOOD)).toEqual([])
})

it.each([
  ['a file that is missing', './nope.js', '', /^`clacks shout --help` failed: .*nope\.js does not exist/],
  ['no function', './commands.js', 'export default 7', /the default export of .* is not a function/],
  [
    'a module that throws',
    './commands.js',
    "throw new Error('no terminal')",
    /^`clacks shout --help` failed: no terminal/,
  ],
  [
    'a function that throws',
    './commands.js',
    "export default async () => { throw new Error('no node') }",
    /^`clacks shout --help` failed: no node/,
  ],
  [
    'no description',
    './commands.js',
    "export default (command) => void command.argument('<text>', 'what')",
    /^`clacks shout` has no description\.$/,
  ],
  [
    'the name of a command of clacks',
    { status: './commands.js' },
    GOOD,
    /^clacks has a command `status` of its own\.$/,
  ],
  ['an alias of one', { forgive: './commands.js' }, GOOD, /^clacks has a command `forgive` of its own\.$/],
  ['no path', 7, GOOD, /^`clacks\.commands` names no command/],
])('reports %s', async (_, commands, code, message) => {
  const messages = await issuesOf(commands, code)
  expect(messages).toHaveLength(1)
  expect(messages[0]).toMatch(message)
})

it('reports a command that another installed plugin has too', async () => {
  const other = { name: 'clacks-plugin-other', clacks: { commands: { shout: './commands.js' } } }
  expect(await issuesOf('./commands.js', GOOD, other)).toEqual([
    '`clacks shout` is also a command of clacks-plugin-other.',
  ])
})
