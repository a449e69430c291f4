import { createHash, type KeyObject } from 'node:crypto'
import { ClacksError, duplicateKeyIn, formatIssue, inexactNumberIn, stringifyMessage } from 'clacks'
import { LRUCache } from 'lru-cache'
import { MAX_NAME } from './options.js'
import type { Pins } from './pins.js'
import {
  bytesOf,
  isSignatureOf,
  type Parts,
  partsOf,
  publicKeyText,
  type Signed,
  signMessage,
} from './signature.js'

/** The result of checking a signature. */
export interface SignatureState {
  /**
   * `invalid`: the signature is wrong, or its author has another pinned key; or it is missing, and
   * its author has a pinned key.
   */
  readonly state: 'valid' | 'invalid' | 'unsigned'
  /**
   * The author of a valid message: the name in its author field if the key is pinned for it,
   * otherwise the public key.
   */
  readonly author?: string
  /** Why it is invalid. */
  readonly reason?: string
}

/** The service `signatures`. */
export interface Signatures {
  /** The public key of this node, which others may pin; undefined if it only verifies. */
  readonly key: string | undefined
  /**
   * Returns a signed copy of a message, for `node.enqueue`. An existing signature is replaced.
   * @throws ClacksError ERR_CLACKS_SIGNING_KEY without the option `key`,
   * ERR_CLACKS_MESSAGE_NOT_JSON; TypeError if it has no canonical form
   */
  sign<Message>(message: Message): Signed<Message>
  /**
   * Checks the signature of a message. Pins nothing.
   * @param json its JSON text, such as `reception.json`. A signature covers what a text says when
   *   it is parsed; a text that says more (a key that occurs twice, a number that no double has) is
   *   then invalid.
   */
  state(message: unknown, json?: string): SignatureState
  /** Author -> public key: the pins from the options, and the first keys. */
  pins(): Readonly<Record<string, string>>
}

declare global {
  interface ClacksServices {
    signatures: Signatures
  }
}

/** How many results are cached: messages come back, and need not be verified again. */
const MAX_CACHED = 10_000

/** A message, split once: it may have many fields. */
type SplitMessage = ReturnType<typeof partsOf>

/** The parts of the service. */
export interface SignatureParts {
  readonly privateKey: KeyObject | undefined
  readonly pins: Pins
  readonly authorField: string
}

/** Signs messages and verifies signatures. */
export class Signer implements Signatures {
  readonly key: string | undefined
  readonly #parts: SignatureParts
  /**
   * SHA-256 of a signature and its content -> whether it is genuine, which never changes.
   */
  readonly #genuine = new LRUCache<string, boolean>({ max: MAX_CACHED })

  constructor(parts: SignatureParts) {
    this.#parts = parts
    this.key = parts.privateKey && publicKeyText(parts.privateKey)
  }

  sign<Message>(message: Message): Signed<Message> {
    const { privateKey } = this.#parts
    if (privateKey === undefined || this.key === undefined) {
      const text =
        'This node has no signing key: set the option `key` of the signer to a file, which is created if missing.'
      throw new ClacksError('ERR_CLACKS_SIGNING_KEY', text)
    }
    // The type describes what signMessage returns.
    return signMessage(message, privateKey, this.key) as Signed<Message>
  }

  state(message: unknown, json?: string): SignatureState {
    return this.#stateOf(partsOf(message), message, json)
  }

  #stateOf(parts: SplitMessage, message: unknown, json: string | undefined): SignatureState {
    if (parts === 'malformed') return invalid('its field ed25519 is not a signature')
    const name = this.#authorOf(parts === 'unsigned' ? message : parts.content)
    if (parts === 'unsigned') return this.#stateOfUnsigned(name)
    const uncovered = json === undefined ? undefined : uncoveredIn(json, message)
    if (uncovered !== undefined) return invalid(uncovered)
    if (!this.#isGenuine(parts)) return invalid('the signature does not match the content')
    return this.#stateOfGenuine(name, parts.signature.key)
  }

  /**
   * Like {@link state}, for a received message: pins the first key that signs for a name.
   */
  see(message: unknown, json: string): SignatureState {
    const parts = partsOf(message)
    const state = this.#stateOf(parts, message, json)
    if (state.state !== 'valid' || typeof parts === 'string') return state
    const name = this.#authorOf(parts.content)
    if (name === undefined || name === NO_NAME) return state
    this.#parts.pins.see(name, parts.signature.key)
    return this.#stateOfGenuine(name, parts.signature.key)
  }

  pins(): Readonly<Record<string, string>> {
    return this.#parts.pins.all()
  }

  /** Detects a removed signature if the author has a pinned key. */
  #stateOfUnsigned(name: Name): SignatureState {
    if (name === undefined || name === NO_NAME) return { state: 'unsigned' }
    if (this.#parts.pins.of(name) === undefined) return { state: 'unsigned' }
    return invalid(`it is not signed, but a key is pinned for ${shown(name)}`)
  }

  #stateOfGenuine(name: Name, key: string): SignatureState {
    if (name === undefined) return { state: 'valid', author: key }
    const { pins, authorField } = this.#parts
    if (name === NO_NAME)
      return invalid(`its field ${authorField} is not a string of at most ${MAX_NAME} characters`)
    const pinned = pins.of(name)
    if (pinned === key) return { state: 'valid', author: name }
    if (pinned !== undefined) return invalid(`${shown(name)} signs with another key`)
    return pins.trustFirst ? { state: 'valid', author: key } : invalid(`no key is pinned for ${shown(name)}`)
  }

  #isGenuine({ content, signature }: Parts): boolean {
    const bytes = bytesOf(content)
    if (bytes === undefined) return false
    // Hash the signed bytes: two contents that are equal only as JSON (1e999 and null) must not
    // share a result.
    const hash = createHash('sha256')
      .update(`${signature.key}${signature.signature}`)
      .update(bytes)
      .digest('base64')
    const known = this.#genuine.get(hash)
    if (known !== undefined) return known
    const genuine = isSignatureOf(bytes, signature)
    this.#genuine.set(hash, genuine)
    return genuine
  }

  #authorOf(content: unknown): Name {
    const { authorField } = this.#parts
    if (typeof content !== 'object' || content === null || !Object.hasOwn(content, authorField))
      return undefined
    const name: unknown = Reflect.get(content, authorField)
    return typeof name === 'string' && isShort(name) ? name : NO_NAME
  }
}

/**
 * The author field is not a name, but readers that ignore pins could mistake it for one.
 */
const NO_NAME = Symbol('no name')
/** Undefined: the message names no author, and its key identifies it. */
type Name = string | undefined | typeof NO_NAME
const SHOWN = 40

/** Counts code points only if necessary: a text has at most twice as many code units. */
function isShort(name: string): boolean {
  return name.length <= MAX_NAME || (name.length <= 2 * MAX_NAME && [...name].length <= MAX_NAME)
}

function shown(name: string): string {
  return JSON.stringify(name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name)
}

/** What a text says beyond the message that was parsed from it. */
function uncoveredIn(json: string, message: unknown): string | undefined {
  if (json === stringifyMessage(message)) return undefined
  const issue = duplicateKeyIn(json) ?? inexactNumberIn(json)
  return issue && `no signature covers its text: ${formatIssue(issue, 'message')}`
}

function invalid(reason: string): SignatureState {
  return { state: 'invalid', reason }
}
