import type { BlockStatement, Function as FunctionNode, Node, ObjectMember } from '@babel/types'
import MagicString from 'magic-string'
import type { Change } from './change.js'
import { childrenOf, memberOf, spanOf } from './code.js'
import type { HookStart } from './hooks.js'
import type { Project } from './project.js'
import { indentAt, styleOf } from './style.js'

/**
 * Adds a tap to the `setup` of a plugin: at its end, but before any `return`. If `setup`
 * destructures the context, the members that the tap needs are added there.
 *
 * @throws Error if `setup` is not a function that can be edited
 */
export function addTap({ plugin }: Project, hook: string, { parameters, may, logs }: HookStart): Change {
  const { path, text, definition } = plugin
  const setup = functionIn(memberOf(definition, 'setup'))
  if (setup === undefined || setup.body.type !== 'BlockStatement')
    throw new Error(`\`setup\` in ${path} is not a function that can be edited; write the tap yourself`)
  const edited = new MagicString(text)
  const use = contextOf(setup, edited)
  if (use === undefined)
    throw new Error(`the first parameter of \`setup\` in ${path} has an unknown form; write the tap yourself`)
  const style = styleOf(text)
  const { at, indent } = endOf(setup.body, text, style.indent)
  const tap = [
    `${use('hooks')}.${hook}.tap((${parameters}) => {`,
    `${style.indent}// ${may}`,
    `${style.indent}${use('log')}.debug(${logs.includes('$') ? `\`${logs}\`` : `'${logs}'`})${style.semicolon}`,
    `})${style.semicolon}`,
  ]
  edited.appendLeft(at, `\n${tap.map((line) => indent + line).join('\n')}`)
  if (setup.body.body.length === 0)
    edited.appendLeft(spanOf(setup.body).end - 1, `\n${indentAt(text, spanOf(setup.body).start)}`)
  return { path, text: edited.toString(), isNew: false }
}

function functionIn(member: ObjectMember | undefined): FunctionNode | undefined {
  if (member === undefined || member.type === 'ObjectMethod') return member
  const { value } = member
  return value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression' ? value : undefined
}

/**
 * Returns the expression for a member of the context in `setup`, and adds the member if it is
 * missing.
 */
function contextOf(setup: FunctionNode, edited: MagicString): ((member: string) => string) | undefined {
  const [first] = setup.params
  if (first === undefined) {
    const open = edited.original.indexOf('(', keyEnd(setup))
    edited.appendLeft(open + 1, 'ctx')
    return (member) => `ctx.${member}`
  }
  if (first.type === 'Identifier') return (member) => `${first.name}.${member}`
  if (first.type !== 'ObjectPattern') return undefined
  const { properties } = first
  return (member) => {
    for (const property of properties) {
      if (property.type !== 'ObjectProperty' || property.key.type !== 'Identifier') continue
      if (property.key.name === member)
        return property.value.type === 'Identifier' ? property.value.name : member
    }
    const last = properties.at(-1)
    if (last === undefined) edited.update(spanOf(first).start, spanOf(first).end, `{ ${member} }`)
    else if (last.type === 'RestElement') edited.appendLeft(spanOf(last).start, `${member}, `)
    else edited.appendLeft(spanOf(last).end, `, ${member}`)
    return member
  }
}

function keyEnd(setup: FunctionNode): number {
  return setup.type === 'ObjectMethod' ? spanOf(setup.key).end : spanOf(setup).start
}

/**
 * The end of the last statement that is always reached, before any `return`, and its indentation.
 */
function endOf(
  body: BlockStatement,
  text: string,
  step: string,
): { readonly at: number; readonly indent: string } {
  const { start } = spanOf(body)
  const leaves = body.body.findIndex(mayReturn)
  const last = body.body.slice(0, leaves === -1 ? undefined : leaves).at(-1)
  if (last !== undefined) return { at: spanOf(last).end, indent: indentAt(text, spanOf(last).start) }
  return { at: start + 1, indent: indentAt(text, start) + step }
}

/**
 * Whether a statement may return from the function that it is in, not from a function inside it.
 */
function mayReturn(node: Node): boolean {
  if (node.type === 'ReturnStatement') return true
  const isOther = /Function|Method|Class/.test(node.type)
  return !isOther && childrenOf(node).some(mayReturn)
}
