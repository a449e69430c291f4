import type { Declarations, HookDeclaration, Member, TypeDeclaration } from './declarations.ts'

/** What the class of tapable means for a tap. */
const KINDS: Readonly<Record<string, string>> = {
  AsyncSeriesBailHook: 'decides: awaited, one tap after the other, until one returns a verdict',
  AsyncSeriesHook: 'observes: awaited, one tap after the other',
  SyncBailHook: 'is asked: must answer at once',
  SyncHook: 'observes: nobody waits for it',
}

/** docs/plugins/hooks.md: every hook, what a tap gets and may return, from the declarations and what is written above them. */
export function hookReference(declarations: Declarations): string {
  const hooks = declarations.hooks()
  const mentioned = declarations.mentioned(
    hooks.flatMap(({ parameters }) => parameters.map(({ type }) => type)),
  )
  const types = mentioned
    .map((name) => declarations.type(name))
    .filter(({ members, text }) => members.length + text.length > 0)
  const known = new Set(types.map(({ name }) => name))
  const sections = [
    '# Hook reference',
    `Every hook that a plugin can tap, from the types of \`clacks\`. When each is called, and by whom, stands in
[hooks.md](../hooks.md); how to write a plugin in [writing-a-plugin.md](../writing-a-plugin.md). This page is made from
[hooks.ts](../../packages/clacks/src/hooks/hooks.ts) and what it imports (\`npx vitest run tools/hook-reference -u\`).`,
    `| hook | a tap |\n|---|---|\n${hooks.map(({ name, kind }) => `| [${name}](#${name.toLowerCase()}) | ${KINDS[kind] ?? kind} |`).join('\n')}`,
    ...hooks.map((hook) => card(hook, declarations, known)),
    '## Verdicts',
    `\`import { drop, hold, reject, split } from 'clacks'\``,
    table(
      ['call', 'what it does'],
      declarations.verdicts().map(({ call, doc }) => [code(call), doc]),
    ),
    '## Options of a tap',
    `\`tap(fn)\`, or \`tap(options, fn)\`. ${declarations.type('TapOptions').doc}`,
    members(declarations.type('TapOptions').members, known),
    '## What setup gets',
    declarations.type('PluginContext').doc,
    members(declarations.type('PluginContext').members, known),
    '## Types',
    ...types.map((type) => typeCard(type, known)),
  ]
  return `${sections.join('\n\n')}\n`
}

function card(
  { name, doc, parameters, returns, kind }: HookDeclaration,
  declarations: Declarations,
  known: ReadonlySet<string>,
): string {
  const gets = parameters.map((each) => `${code(each.name)}: ${linked(each.type, known)}`).join(', ')
  const rows = [
    ['a tap', KINDS[kind] ?? kind],
    ['gets', gets || 'nothing'],
    ['may return', mayReturn(returns, declarations)],
  ]
  const signature = parameters.map((each) => `${each.name}: ${each.type}`).join(', ')
  return [
    `## ${name}`,
    doc,
    `\`\`\`\n${name}: (${signature}) => ${returns}\n\`\`\``,
    table(['', ''], rows),
  ].join('\n\n')
}

/** The functions whose verdict a hook takes: those that give a member of the union. */
function mayReturn(returns: string, declarations: Declarations): string {
  if (returns === 'undefined') return 'nothing'
  if (!returns.includes('Verdict')) return code(returns)
  const { text } = declarations.type(returns.replace(/ \|.*/, ''))
  const kinds = new Set(text.split(/\s*\|\s*/))
  const functions = declarations.verdicts().filter(({ gives }) => kinds.has(gives))
  return `nothing, or ${functions.map(({ call }) => code(call)).join(', ')}`
}

function typeCard({ name, doc, members: all, text }: TypeDeclaration, known: ReadonlySet<string>): string {
  return [`### ${name}`, doc, text === '' ? members(all, known) : code(text)].filter(Boolean).join('\n\n')
}

function members(all: readonly Member[], known: ReadonlySet<string>): string {
  return table(
    ['member', 'type', ''],
    all.map(({ name, type, doc }) => [code(name), linked(type, known), doc]),
  )
}

function linked(type: string, known: ReadonlySet<string>): string {
  const name = /^\w+/.exec(type)?.[0] ?? ''
  return known.has(name) && !type.includes('|') ? `[${code(type)}](#${name.toLowerCase()})` : code(type)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map((cells) => line(cells.map(inCell)))].join(
    '\n',
  )
}

/** A `|` would end the cell; `{@link x}` is for editors. */
function inCell(text: string): string {
  return text.replaceAll(/\{@link (\S+?)\}/g, '`$1`').replaceAll('|', '\\|')
}

function code(text: string): string {
  return `\`${text}\``
}
