/**
 * The field that the signer adds to a signed message. Every class has it, in this form only, so
 * that signed messages pass nodes with and without a signer.
 */
export const SIGNATURE_FIELD = 'ed25519'

const KEY_LENGTH = 43
const SIGNATURE_LENGTH = 86

const text = (length: number) => ({ type: 'string', minLength: length, maxLength: length })

/** The form of the field: a public key and a signature, both in base64url. */
export const SIGNATURE_SCHEMA = {
  type: 'object',
  properties: { key: text(KEY_LENGTH), signature: text(SIGNATURE_LENGTH) },
  required: ['key', 'signature'],
  additionalProperties: false,
}

/** Whether a value has the form of the field. */
export function isSignature(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false
  return (
    isText(Reflect.get(value, 'key'), KEY_LENGTH) && isText(Reflect.get(value, 'signature'), SIGNATURE_LENGTH)
  )
}

function isText(value: unknown, length: number): boolean {
  return typeof value === 'string' && value.length === length
}
