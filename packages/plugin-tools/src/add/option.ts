import { join, posix } from 'node:path'
import { parse } from 'jsonc-parser'
import MagicString from 'magic-string'
import { readLines } from '../line-ends.js'
import { setInJson } from '../set-in-json.js'
import { record } from '../verify/manifest.js'
import type { Change } from './change.js'
import { memberOf, objectIn, spanOf } from './code.js'
import { appendMember } from './members.js'
import type { NewOption } from './new-option.js'
import type { Project } from './project.js'
import { inReadme } from './readme.js'
import { findSchema } from './schema-place.js'

/**
 * Adds an option to the schema in the code, to the schema file in package.json, and to the table
 * of options in the README.
 * @throws Error if there is an option of that name, or the schema cannot be edited
 */
export async function addOption(project: Project, option: NewOption): Promise<readonly Change[]> {
  const inCode = await inSource(project, option)
  const path = project.manifest.schema
  const inJson = path === undefined ? undefined : await inFile(project.folder, posix.normalize(path), option)
  const changes = [inCode, inJson].filter((change) => change !== undefined)
  if (changes.length === 0) throw new Error('the plugin has no options schema that can be edited')
  const table = await inReadme(project.folder, option)
  return table === undefined ? changes : [...changes, table]
}

async function inSource(project: Project, { name, schema }: NewOption): Promise<Change | undefined> {
  const place = await findSchema(project)
  if (place === undefined) return undefined
  const { path, text } = place
  const member = memberOf(place.schema, 'properties')
  const edited = new MagicString(text)
  if (member === undefined) appendMember(edited, place.schema, 'properties', { [name]: schema })
  else {
    const properties = objectIn(member)
    if (properties === undefined)
      throw new Error(`\`properties\` of the options in ${path} are not an object that can be edited`)
    if (memberOf(properties, name) !== undefined)
      throw new Error(
        `the plugin already has an option "${name}": ${path}:${lineOf(text, spanOf(properties).start)}`,
      )
    appendMember(edited, properties, name, schema)
  }
  return { path, text: edited.toString(), isNew: false }
}

async function inFile(folder: string, path: string, { name, schema }: NewOption): Promise<Change> {
  const text = await readLines(join(folder, path))
  if (Object.hasOwn(record(record(parse(text)).properties), name))
    throw new Error(`the plugin already has an option "${name}": ${path}`)
  return { path, text: setInJson(text, ['properties', name], schema), isNew: false }
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
