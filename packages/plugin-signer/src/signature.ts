import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { canonicalJson, stringifyMessage } from 'clacks'

/** The signature in a message. It is ASCII, so that it survives every hop. */
export interface Signature {
  /** The public key: 32 bytes (RFC 8032, section 5.1.5) in base64url, 43 characters. */
  readonly key: string
  /** 64 bytes in base64url, 86 characters. */
  readonly signature: string
}

/**
 * A signed message: an object gets the field `ed25519`. Any other value is wrapped first:
 * `{ signed: … }`.
 */
export type Signed<Message> = (Message extends readonly unknown[]
  ? { readonly signed: Message }
  : Message extends object
    ? Message
    : { readonly signed: Message }) & { readonly ed25519: Signature }

/** A message split into its content and its signature. */
export interface Parts {
  readonly content: object
  readonly signature: Signature
}

const FIELD = 'ed25519'
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
/** Separates signed messages from anything else that the same key may sign. */
const DOMAIN = 'clacks-signature-v1\0'
/**
 * The points of small order with their sign bit cleared, in hexadecimal (RFC 8032, section 5.1.7
 * leaves them to the application). With such a key, one signature is valid for every content.
 */
const WEAK_KEYS: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])

/**
 * Signs a message.
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON; TypeError if it has no canonical form
 */
export function signMessage(message: unknown, privateKey: KeyObject, key: string): object {
  // Sign what will be sent, without the fields that JSON omits.
  const plain: unknown = JSON.parse(stringifyMessage(message))
  const { [FIELD]: _, ...content } = isObject(plain) ? plain : { signed: plain }
  const bytes = bytesOf(content)
  if (bytes === undefined) {
    throw new TypeError(
      `The message cannot be signed: it is nested deeper than 500 levels, or contains a lone surrogate.`,
    )
  }
  return { ...content, [FIELD]: { key, signature: sign(null, bytes, privateKey).toString('base64url') } }
}

/**
 * Splits a message.
 * @returns `unsigned` without the field; `malformed` if the field is not a signature
 */
export function partsOf(message: unknown): Parts | 'unsigned' | 'malformed' {
  if (!isObject(message) || !Object.hasOwn(message, FIELD)) return 'unsigned'
  const { [FIELD]: signature, ...content } = message
  return isSignature(signature) ? { content, signature } : 'malformed'
}

/**
 * Whether an Ed25519 signature (RFC 8032) matches the bytes of a content; see {@link bytesOf}.
 */
export function isSignatureOf(bytes: Buffer, signature: Signature): boolean {
  if (isWeak(signature.key)) return false
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signature.key }, format: 'jwk' })
    return verify(null, bytes, key, Buffer.from(signature.signature, 'base64url'))
  } catch {
    // Not every value of 32 bytes is a key.
    return false
  }
}

/** The public key as in messages. */
export function publicKeyText(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
}

/**
 * The bytes that are signed: the canonical JSON (RFC 8785); undefined if there is none.
 */
export function bytesOf(content: object): Buffer | undefined {
  const text = canonicalJson(content)
  return text === undefined ? undefined : Buffer.from(`${DOMAIN}${text}`)
}

function isWeak(key: string): boolean {
  const point = Buffer.from(key, 'base64url')
  point.writeUInt8(point.readUInt8(KEY_BYTES - 1) & 0x7f, KEY_BYTES - 1)
  return WEAK_KEYS.has(point.toString('hex'))
}

function isSignature(value: unknown): value is Signature {
  if (!isObject(value) || Object.keys(value).length !== 2) return false
  return isBase64Url(value.key, KEY_BYTES) && isBase64Url(value.signature, SIGNATURE_BYTES)
}

/** Accepts only the canonical spelling: others would make two messages of one. */
function isBase64Url(value: unknown, bytes: number): boolean {
  if (typeof value !== 'string' || value.length !== Math.ceil((bytes * 4) / 3)) return false
  const decoded = Buffer.from(value, 'base64url')
  return decoded.length === bytes && decoded.toString('base64url') === value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
