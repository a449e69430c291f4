import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../../src/cli/program/program.js'
import { ROOT } from './pages.js'

describe('docs/commands.md', () => {
  it('matches the command table', async () => {
    // `npx vitest run packages/clacks/test/docs/commands -u` updates it.
    await expect(page(createProgram(() => {}))).toMatchFileSnapshot(join(ROOT, 'docs/commands.md'))
  })

  it('has --json on every command whose output is not JSON anyway', () => {
    const without = leavesOf(createProgram(() => {})).filter(
      (command) => !command.options.some(({ long }) => long === '--json'),
    )
    expect(without.map(nameOf)).toEqual(['clacks config schema'])
  })
})

function page(program: Command): string {
  return `# Commands

\`npx clacks COMMAND --help\` prints the same. Exit codes: 0 (success), 1 (failure), 2 (wrong command line or config) and 130
(interrupted). \`--json\` writes JSON to standard output; errors go to standard error. [A running node](./control.md) describes
the commands that talk to a running node. This page is generated from the
[command table](../packages/clacks/src/cli/program/program.ts) by a test.
${leavesOf(program).map(section).join('')}`
}

function section(command: Command): string {
  const rows = [
    ...command.registeredArguments.map((argument) => [
      argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
      argument.description,
    ]),
    ...command.options.map(({ flags, description, defaultValue }) => [
      flags,
      `${description}${defaultValue === undefined ? '' : ` (default: ${defaultValue})`}`,
    ]),
  ].filter(([, description]) => description !== '')
  const name = nameOf(command)
  const aliases = command.aliases().map((alias) => `\`${alias}\``)
  const table = rows.map(([usage, description = '']) => `| \`${usage}\` | ${description} |`).join('\n')
  return `
## ${name}

${command.description()}${aliases.length === 0 ? '' : ` (alias: ${aliases.join(', ')})`}

\`\`\`text
${name} ${command.usage()}
\`\`\`

| | |
|---|---|
${table}
`
}

function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf)
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}
