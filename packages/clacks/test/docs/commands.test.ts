import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../../src/cli/run.js'
import { ROOT } from './pages.js'

describe('docs/commands.md', () => {
  it('is what the command knows', async () => {
    // `npx vitest run docs/commands -u` writes it anew.
    await expect(page(createProgram(() => {}))).toMatchFileSnapshot(join(ROOT, 'docs/commands.md'))
  })

  it('finds JSON everywhere but where all is JSON', () => {
    const without = leavesOf(createProgram(() => {})).filter(
      (command) => !command.options.some(({ long }) => long === '--json'),
    )
    expect(without.map(nameOf)).toEqual(['clacks config schema'])
  })
})

function page(program: Command): string {
  return `# Commands

\`npx clacks COMMAND --help\` says the same. The command exits with 0 (done), 1 (something failed), 2 (the command line or the config was wrong) or
130 (broken off). \`--json\` writes JSON on standard output; what went wrong is on standard error. [A running node](./control.md) tells of the
commands that reach one. This page is made of the [commands](../packages/clacks/src/cli/run.ts) by a test.
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
  const table = rows.map(([usage, description = '']) => `| \`${usage}\` | ${description} |`).join('\n')
  return `
## ${name}

${command.description()}

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
