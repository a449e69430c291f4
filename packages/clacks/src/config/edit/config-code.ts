import { parse } from '@babel/parser'
import type { Span } from './list-text.js'

type Statement = ReturnType<typeof parse>['program']['body'][number]
type Expression = Extract<Statement, { type: 'ExpressionStatement' }>['expression']
export type ObjectExpression = Extract<Expression, { type: 'ObjectExpression' }>
type ObjectProperty = Extract<ObjectExpression['properties'][number], { type: 'ObjectProperty' }>

/**
 * The object that a config in TypeScript or JavaScript exports.
 * @throws Error if it exports anything else: what a function returns cannot be edited
 */
export function configObjectIn(text: string): ObjectExpression {
  const { program } = parse(text, { sourceType: 'unambiguous', plugins: ['typescript'] })
  const config = objectIn(program.body.map(exportedBy).find((exported) => exported !== undefined))
  if (config === undefined) throw new Error('its default export is not an object that can be edited')
  return config
}

/** The property of an object that has this name; undefined if none is written. */
export function memberOf({ properties }: ObjectExpression, name: string): ObjectProperty | undefined {
  for (const property of properties) {
    if (property.type !== 'ObjectProperty' || property.computed) continue
    const { key } = property
    if (
      (key.type === 'Identifier' && key.name === name) ||
      (key.type === 'StringLiteral' && key.value === name)
    )
      return property
  }
  return undefined
}

function exportedBy(statement: Statement): unknown {
  if (statement.type === 'ExportDefaultDeclaration') return statement.declaration
  if (statement.type === 'TSExportAssignment') return statement.expression
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression')
    return undefined
  const { left, right } = statement.expression
  return isModuleExports(left) ? right : undefined
}

function isModuleExports(target: unknown): boolean {
  if (!isExpression(target) || target.type !== 'MemberExpression') return false
  const { object, property } = target
  return (
    object.type === 'Identifier' &&
    object.name === 'module' &&
    property.type === 'Identifier' &&
    property.name === 'exports'
  )
}

/** The object itself, without `defineConfig(…)`, `as` and `satisfies` around it. */
function objectIn(value: unknown): ObjectExpression | undefined {
  if (!isExpression(value)) return undefined
  if (value.type === 'ObjectExpression') return value
  if (value.type === 'TSSatisfiesExpression' || value.type === 'TSAsExpression')
    return objectIn(value.expression)
  return value.type === 'CallExpression' ? objectIn(value.arguments[0]) : undefined
}

/** Whether a value is a node of the syntax tree. */
function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** Where a node is in the text. */
export function spanOf({
  start,
  end,
}: {
  readonly start?: number | null
  readonly end?: number | null
}): Span {
  return { start: start ?? 0, end: end ?? 0 }
}

/** A plain value in code: `['logger', { type: 'announce' }]`. */
export function inCode(value: unknown): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map(inCode).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([key, inner]) => `${/^[a-z_$][\w$]*$/i.test(key) ? key : inCode(key)}: ${inCode(inner)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
