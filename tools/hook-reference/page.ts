import type { HookKind } from '../../packages/clacks/src/hooks/hook-table.ts'
import type { Declarations, HookDeclaration, Member, TypeDeclaration } from './declarations.ts'

/** What each kind of hook means for its taps. */
const KINDS: Readonly<Record<HookKind, string>> = {
  decides: 'decides: awaited one by one until a tap returns a verdict (AsyncSeriesBailHook)',
  asked: 'is asked: must answer at once (SyncBailHook)',
  observes: 'observes: not awaited (SyncHook)',
  awaited: 'observes: awaited one by one (AsyncSeriesHook)',
}

/**
 * Generates docs/plugins/hooks.md: every hook, its arguments and what it may return, from the
 * declarations and their docstrings.
 */
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
    `Every hook that a plugin can tap. [hooks.md](../hooks.md) describes when each is called, and by which module;
[writing-a-plugin.md](../writing-a-plugin.md) how to write a plugin. This page is generated from
[hook-table.ts](../../packages/clacks/src/hooks/hook-table.ts) and the types it imports (\`npx vitest run tools/hook-reference -u\`).`,
    `| hook | a tap |\n|---|---|\n${hooks.map(({ name, kind }) => `| [${name}](#${name.toLowerCase()}) | ${KINDS[kind]} |`).join('\n')}`,
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
    '## What setup receives',
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
  const receives = parameters.map((each) => `${code(each.name)}: ${linked(each.type, known)}`).join(', ')
  const rows = [
    ['a tap', KINDS[kind]],
    ['receives', receives || 'nothing'],
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

/** The functions whose verdict a hook accepts: those that return a member of its union. */
function mayReturn(returns: string, declarations: Declarations): string {
  if (returns === 'undefined') return 'nothing'
  if (!returns.includes('Verdict')) return code(returns)
  const { text } = declarations.type(returns.replace(/ \|.*/, ''))
  const kinds = new Set(text.split(/\s*\|\s*/))
  const functions = declarations.verdicts().filter((verdict) => kinds.has(verdict.returns))
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

/** Escapes `|`, which would end the cell, and replaces `{@link x}`, which is for editors. */
function inCell(text: string): string {
  return text.replaceAll(/\{@link (\S+?)\}/g, '`$1`').replaceAll('|', '\\|')
}

function code(text: string): string {
  return `\`${text}\``
}
