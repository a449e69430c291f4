import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { Origin, Peer } from 'clacks'
import { addLinearKeywords, linearRegExp } from 'clacks/json-schema'
import { classOf } from './content.js'

/**
 * Decides whether a message is archived. `sender` is the last hop of one that was received. It must
 * not change the message.
 */
export type MessageFilter = (message: unknown, origin: Origin, sender: Peer | undefined) => boolean

/** Which messages are archived: those that match all given conditions. */
export interface Selection {
  /** Messages of these classes; `''` selects those without a class. Default: all. */
  readonly classes?: readonly string[]
  /**
   * Messages that are valid against this JSON Schema (draft 7). One that is nested too deeply for a
   * recursive schema is not. Default: all.
   */
  readonly schema?: object
  /** Messages for which this function returns true. Default: all. */
  readonly filter?: MessageFilter
}

/** All conditions of a selection as one function. @throws Error for an invalid schema */
export function selects({ classes, schema, filter }: Selection): MessageFilter {
  const conditions: MessageFilter[] = []
  if (classes !== undefined) {
    const wanted = new Set(classes)
    conditions.push((message) => wanted.has(classOf(message) ?? ''))
  }
  if (schema !== undefined) {
    const validate = compile(schema)
    conditions.push((message) => validate(message))
  }
  if (filter !== undefined) conditions.push(filter)
  return (...args) => conditions.every((condition) => condition(...args))
}

function compile(schema: object): (message: unknown) => boolean {
  const ajv = new Ajv({ strictTypes: false, strictTuples: false, code: { regExp: linearRegExp } })
  addFormats.default(ajv)
  addLinearKeywords(ajv)
  const validate = ajv.compile(schema)
  return (message) => {
    try {
      return validate(message) === true
    } catch (thrown) {
      // A recursive schema is checked recursively, as deep as the message is nested. An error here
      // would quarantine the archiver.
      if (thrown instanceof RangeError) return false
      throw thrown
    }
  }
}
