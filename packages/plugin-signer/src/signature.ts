import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import canonicalize from 'canonicalize'
import { stringifyMessage } from 'clacks'

/** What a signed message carries: all ASCII, so that it survives every hop. */
export interface Signature {
  /** The public key: 32 bytes (RFC 8032, section 5.1.5) in base64url, 43 characters. */
  readonly key: string
  /** 64 bytes in base64url, 86 characters. */
  readonly signature: string
}

/**
 * A signed message: an object gets the field `ed25519`; anything else is wrapped first, as `{
 * signed: … }`.
 */
export type Signed<Message> = (Message extends readonly unknown[]
  ? { readonly signed: Message }
  : Message extends object
    ? Message
    : { readonly signed: Message }) & { readonly ed25519: Signature }

/** A message apart from its signature. */
export interface Parts {
  readonly content: object
  readonly signature: Signature
}

const FIELD = 'ed25519'
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
/** What is signed is a message of clacks, and nothing else that the same key may sign. */
const DOMAIN = 'clacks-signature-v1\0'
/**
 * The library for canonical JSON recurses. A fixed depth, so that all nodes come to the same
 * judgement.
 */
const DEEPEST = 500

/**
 * The points of small order (RFC 8032, section 5.1.7 leaves them to the application), their sign
 * bit cleared, in hexadecimal: under such a key, which nobody has the private half of, one
 * signature is that of every content.
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
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON; TypeError for what has no canonical form
 */
export function signMessage(message: unknown, privateKey: KeyObject, key: string): object {
  // What is signed is what will be sent: fields that JSON leaves out are not in it.
  const plain: unknown = JSON.parse(stringifyMessage(message))
  const { [FIELD]: _, ...content } = isObject(plain) ? plain : { signed: plain }
  const bytes = bytesOf(content)
  if (bytes === undefined) {
    throw new TypeError(
      `The message cannot be signed: it is nested deeper than ${DEEPEST} levels, or has half a character.`,
    )
  }
  return { ...content, [FIELD]: { key, signature: sign(null, bytes, privateKey).toString('base64url') } }
}

/**
 * Takes a message apart.
 * @returns `unsigned` without the field; `malformed` where it is not what we write
 */
export function partsOf(message: unknown): Parts | 'unsigned' | 'malformed' {
  if (!isObject(message) || !Object.hasOwn(message, FIELD)) return 'unsigned'
  const { [FIELD]: signature, ...content } = message
  return isSignature(signature) ? { content, signature } : 'malformed'
}

/**
 * Whether a signature is that of what {@link bytesOf} makes of a content, by its key. Ed25519 (RFC
 * 8032).
 */
export function isSignatureOf(bytes: Buffer, signature: Signature): boolean {
  if (isWeak(signature.key)) return false
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signature.key }, format: 'jwk' })
    return verify(null, bytes, key, Buffer.from(signature.signature, 'base64url'))
  } catch {
    // Not every 32 bytes are a key.
    return false
  }
}

/** The public key as it stands in messages. */
export function publicKeyText(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
}

/**
 * What is signed of a content: its canonical JSON (RFC 8785); undefined where it has no such form.
 */
export function bytesOf(content: object): Buffer | undefined {
  if (isDeeper(content, DEEPEST)) return undefined
  try {
    return Buffer.from(`${DOMAIN}${canonicalize(content)}`)
  } catch {
    return undefined
  }
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

/** One text for one value: spare bits and other spellings would make two messages of one. */
function isBase64Url(value: unknown, bytes: number): boolean {
  if (typeof value !== 'string' || value.length !== Math.ceil((bytes * 4) / 3)) return false
  const decoded = Buffer.from(value, 'base64url')
  return decoded.length === bytes && decoded.toString('base64url') === value
}

function isDeeper(value: object, most: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return false
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
