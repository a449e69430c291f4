import { posix } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { typeofKeyword } from 'clacks'
import { reasonOf } from '../../reason-of.js'
import { record } from '../manifest.js'
import type { StaticRule } from '../rule.js'

/** The options schema, which tools read without running the plugin. */
export const schemaRule: StaticRule = {
  id: 'schema',
  title: 'Its options schema is valid, and describes every option.',
  why: 'Editors use it for completion and validation of configs, and the catalogue shows it, without running the plugin.',
  fix: 'Add `"clacks": { "schema": "./schema.json" }` to package.json, the file to `files`, and a `description` to every option.',
  check: ({ manifest, files }) => {
    if (manifest.schema === undefined) return ['`clacks.schema` is missing in package.json.']
    const path = posix.join(`/node_modules/${manifest.name}`, manifest.schema)
    const text = files.tryReadFile(path)
    if (text === undefined) return [`${manifest.schema} is not in the package.`]
    let schema: Record<string, unknown>
    try {
      schema = record(JSON.parse(text))
      // As strict as a node.
      const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true })
      addFormats.default(ajv)
      ajv.addKeyword(typeofKeyword())
      ajv.compile(schema)
    } catch (thrown) {
      return [`${manifest.schema} does not compile: ${reasonOf(thrown)}.`]
    }
    return undescribed(schema, []).map((option) => `The option \`${option}\` has no description.`)
  },
}

function undescribed(schema: Record<string, unknown>, path: readonly string[]): string[] {
  return Object.entries(record(schema.properties)).flatMap(([name, value]) => {
    const option = record(value)
    const here = [...path, name]
    const inside = undescribed(option, here)
    const described = typeof option.description === 'string' && option.description.trim() !== ''
    return described ? inside : [here.join('.'), ...inside]
  })
}
