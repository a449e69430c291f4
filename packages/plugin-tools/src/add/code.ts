import { parse } from '@babel/parser'
import type { Node, ObjectExpression, ObjectMember, Program } from '@babel/types'

/** Parses TypeScript or JavaScript. @throws SyntaxError with line and column */
export function parseCode(text: string): Program {
  return parse(text, { sourceType: 'module', plugins: ['typescript'] }).program
}

/** The object that is the first argument of the first call of a function of this name. */
export function objectGivenTo(callee: string, node: Node): ObjectExpression | undefined {
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === callee) {
    const [argument] = node.arguments
    if (argument?.type === 'ObjectExpression') return argument
  }
  for (const child of childrenOf(node)) {
    const found = objectGivenTo(callee, child)
    if (found !== undefined) return found
  }
  return undefined
}

/** A member of an object by name. */
export function memberOf(object: ObjectExpression, name: string): ObjectMember | undefined {
  return object.properties.find(
    (member): member is ObjectMember => member.type !== 'SpreadElement' && nameOf(member) === name,
  )
}

/** The object in a member, inside `as`, `satisfies` and calls such as `Object.freeze(…)`. */
export function objectIn(node: Node | null | undefined): ObjectExpression | undefined {
  if (node === null || node === undefined) return undefined
  if (node.type === 'ObjectExpression') return node
  if (node.type === 'ObjectProperty') return objectIn(node.value)
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression')
    return objectIn(node.expression)
  return node.type === 'CallExpression' ? objectIn(node.arguments[0]) : undefined
}

/** The value of a `const` at the top level of a file. */
export function constant(program: Program, name: string): Node | undefined {
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations)
      if (id.type === 'Identifier' && id.name === name && init) return init
  }
  return undefined
}

/** The module that a name is imported from, and its name there. */
export function importOf(
  program: Program,
  local: string,
): { readonly from: string; readonly name: string } | undefined {
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue
    for (const specifier of statement.specifiers) {
      if (specifier.local.name !== local) continue
      const { source } = statement
      if (specifier.type !== 'ImportSpecifier') return { from: source.value, name: 'default' }
      const { imported } = specifier
      return { from: source.value, name: imported.type === 'Identifier' ? imported.name : imported.value }
    }
  }
  return undefined
}

/** The position of a node in the text. */
export function spanOf({ start, end }: Node): { readonly start: number; readonly end: number } {
  return { start: start ?? 0, end: end ?? 0 }
}

function nameOf({ key, computed }: ObjectMember): string | undefined {
  if (computed) return undefined
  if (key.type === 'Identifier') return key.name
  return key.type === 'StringLiteral' ? key.value : undefined
}

/** The child nodes of a node. */
export function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flat().filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
