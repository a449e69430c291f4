import { parse, type parseExpression } from '@babel/parser'
import { appendItem, type Span, splice, withoutItem } from './list-text.js'
import type { PluginEdit } from './plugin-edit.js'

type Expression = ReturnType<typeof parseExpression>
type Statement = ReturnType<typeof parse>['program']['body'][number]
type ObjectExpression = Extract<Expression, { type: 'ObjectExpression' }>

/**
 * Edits a config in TypeScript or JavaScript whose default export, or `module.exports`, is an
 * object or `defineConfig(…)` of one. Only the list of plugins changes.
 *
 * @throws Error if it is anything else: what a function returns cannot be edited
 */
export function editCode(text: string, edit: PluginEdit): string {
  const { program } = parse(text, { sourceType: 'unambiguous', plugins: ['typescript'] })
  const config = objectIn(program.body.map(exportedBy).find((exported) => exported !== undefined))
  if (config === undefined) throw new Error('its default export is not an object that can be edited')
  const list = pluginsOf(config)
  if (list === undefined) return 'add' in edit ? withList(text, config, edit.add) : text
  if (list.type !== 'ArrayExpression') throw new Error('its `plugins` are not a list that can be edited')
  const items = list.elements.flatMap((item) => (item === null ? [] : [spanOf(item)]))
  const written = { ...spanOf(list), items }
  if ('removeAt' in edit) return withoutItem(text, written, edit.removeAt)
  return appendItem(text, written, inCode(edit.add))
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

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'type' in value
}

function pluginsOf({ properties }: ObjectExpression) {
  for (const property of properties) {
    if (property.type !== 'ObjectProperty') continue
    const { key, value } = property
    if (
      (key.type === 'Identifier' && key.name === 'plugins') ||
      (key.type === 'StringLiteral' && key.value === 'plugins')
    )
      return value
  }
  return undefined
}

function withList(text: string, config: ObjectExpression, entry: unknown): string {
  const item = `plugins: [${inCode(entry)}]`
  const written = { ...spanOf(config), items: config.properties.map(spanOf) }
  if (written.items.length > 0) return appendItem(text, written, item)
  return splice(text, written, `{\n  ${item},\n}`)
}

function spanOf({ start, end }: { readonly start?: number | null; readonly end?: number | null }): Span {
  return { start: start ?? 0, end: end ?? 0 }
}

/** `['logger', { type: 'announce' }]` */
function inCode(value: unknown): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map(inCode).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([key, inner]) => `${/^[a-z_$][\w$]*$/i.test(key) ? key : inCode(key)}: ${inCode(inner)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
