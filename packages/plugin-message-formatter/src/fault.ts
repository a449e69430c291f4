import type { ErrorObject } from 'ajv'
import { asked, inWords, shortened } from './words.js'

/** One thing that is wrong with a message. */
export interface MessageFault {
  /** Where: the keys from the message downwards; empty for the message itself. */
  readonly path: readonly (string | number)[]
  /** What was found, in words; `nothing` where something is missing. */
  readonly found: string
  /** What was expected, in words. */
  readonly expected: string
}

/** So many faults are put in words; of the others it is said how many there are. */
const SHOWN = 10

/** All faults in one line. */
export function faultsText(faults: readonly MessageFault[]): string {
  const shown = faults.slice(0, SHOWN).map(faultText)
  if (faults.length > SHOWN) shown.push(`and ${faults.length - SHOWN} more`)
  return shown.join('; ')
}

function faultText({ path, found, expected }: MessageFault): string {
  const steps = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`
    return /^[\w$-]{1,60}$/.test(key) ? `.${key}` : `[${JSON.stringify(shortened(key))}]`
  })
  return `message${steps.join('')}: found ${found}, expected ${expected}`
}

/** What ajv (with `verbose`) says is wrong, in words. */
export function faultsOf(errors: readonly ErrorObject[]): MessageFault[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  return errors.filter((error) => !isDetail(error, choices)).map(faultOf)
}

/** A fault within one branch of a choice says less than that no branch fits; that an `if` failed says nothing at all. */
function isDetail(error: ErrorObject, choices: readonly ErrorObject[]): boolean {
  return (
    error.keyword === 'if' || choices.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`))
  )
}

function faultOf({ keyword, instancePath, params, parentSchema, data, message }: ErrorObject): MessageFault {
  const path = keysOf(instancePath)
  const properties: unknown = parentSchema?.properties
  const found = inWords(data)
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params.additionalProperty ?? params.unevaluatedProperty)
      const known = Object.keys(Object(properties))
      const expected = known.length === 0 ? 'no field' : `no other field than ${known.join(', ')}`
      return { path: [...path, key], found: 'an unknown field', expected }
    }
    case 'required': {
      const key = String(params.missingProperty)
      const field: unknown = Object.hasOwn(Object(properties), key)
        ? Reflect.get(Object(properties), key)
        : true
      return { path: [...path, key], found: 'nothing', expected: asked(field) }
    }
    case 'type':
    case 'enum':
    case 'const':
    case 'anyOf':
    case 'oneOf':
    case 'format':
      return { path, found, expected: asked(parentSchema) }
    case 'false schema':
      return { path, found, expected: 'nothing' }
    default:
      return { path, found, expected: `a value that ${message ?? 'fits'}` }
  }
}

/** A JSON pointer as keys. */
function keysOf(pointer: string): (string | number)[] {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return keys.map((key) => (/^\d{1,15}$/.test(key) ? Number(key) : key))
}
