import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Node, ObjectExpression } from '@babel/types'
import { constant, importOf, memberOf, objectIn } from './code.js'
import { type Project, readSource, type Source } from './project.js'

/** The options schema in the code: the file and the object. Undefined if it is a JSON file. */
export type SchemaPlace = (Source & { readonly schema: ObjectExpression }) | undefined

/**
 * Finds the options schema: in the call of `definePlugin`, in a constant beside it, or in an
 * imported file.
 *
 * @throws Error if the plugin has none, or it is somewhere else
 */
export async function findSchema({ folder, plugin }: Project): Promise<SchemaPlace> {
  const member = memberOf(plugin.definition, 'options')
  if (member === undefined)
    throw new Error(
      `the plugin has no options yet: add options: { type: 'object', properties: {}, additionalProperties: false } to ${plugin.path}`,
    )
  const written = objectIn(member)
  if (written !== undefined) return { ...plugin, schema: written }
  const value = member.type === 'ObjectProperty' ? member.value : undefined
  const place = value?.type === 'Identifier' ? await follow(folder, plugin, value.name) : false
  if (place === false)
    throw new Error(
      `the options in ${plugin.path} have a form that cannot be edited; add the option yourself`,
    )
  return place
}

async function follow(folder: string, source: Source, name: string): Promise<SchemaPlace | false> {
  const here = constant(source.program, name)
  if (here !== undefined) return placeIn(source, here)
  const from = importOf(source.program, name)
  if (from === undefined || !from.from.startsWith('.')) return false
  const path = fileOf(folder, posix.join(posix.dirname(source.path), from.from))
  if (path === undefined) return false
  if (path.endsWith('.json')) return undefined
  const there = await readSource(folder, path)
  const value = constant(there.program, from.name) ?? defaultIn(there)
  return value === undefined ? false : placeIn(there, value)
}

function placeIn(source: Source, value: Node): SchemaPlace | false {
  const schema = objectIn(value)
  if (schema !== undefined) return { ...source, schema }
  // `JSON.parse(readFileSync('…/schema.json'))`: the JSON file is the only schema.
  return source.text.includes('schema.json') ? undefined : false
}

function defaultIn({ program }: Source): Node | undefined {
  const [statement] = program.body.filter((each) => each.type === 'ExportDefaultDeclaration')
  if (statement?.declaration.type !== 'Identifier') return statement?.declaration
  return constant(program, statement.declaration.name)
}

/** The file of an import: `src/options.js` may be `src/options.ts`. */
function fileOf(folder: string, path: string): string | undefined {
  const candidates = [path, path.replace(/\.([cm]?)js$/, '.$1ts'), `${path}.ts`, `${path}.js`]
  return candidates.find((each) => existsSync(join(folder, each)))
}
