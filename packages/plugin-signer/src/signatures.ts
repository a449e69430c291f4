import { createHash, type KeyObject } from 'node:crypto'
import { ClacksError } from 'clacks'
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

/** What a signature says of a message. */
export interface SignatureState {
  /**
   * `invalid`: it is there and wrong, or its author is known to sign with another key, or to sign
   * at all.
   */
  readonly state: 'valid' | 'invalid' | 'unsigned'
  /**
   * Who signed, of a valid message: the name in its author field where the key is pinned for it,
   * else the public key. Of an invalid one nothing is known.
   */
  readonly author?: string
  /** Why it is invalid, in words. */
  readonly reason?: string
}

/** The service `signatures`. */
export interface Signatures {
  /** The public key of this node, which others may pin; undefined where it only verifies. */
  readonly key: string | undefined
  /**
   * A signed copy of a message, for `node.enqueue`. A signature that it carries already is
   * replaced.
   * @throws ClacksError ERR_CLACKS_SIGNING_KEY without the option `key`,
   * ERR_CLACKS_MESSAGE_NOT_JSON; TypeError for what has no canonical form
   */
  sign<Message>(message: Message): Signed<Message>
  /** What the signature of a message says now. Pins nothing. */
  state(message: unknown): SignatureState
  /** Author -> public key: those of the options, and those that were seen first. */
  pins(): Readonly<Record<string, string>>
}

declare module 'clacks' {
  interface Services {
    signatures: Signatures
  }
}

/** Messages that come by again need not be verified again: so many are remembered. */
const REMEMBERED = 10_000

/** What this service is made of. */
export interface SignatureParts {
  readonly privateKey: KeyObject | undefined
  readonly pins: Pins
  readonly authorField: string
}

/** Signs, and judges signatures. */
export class Signer implements Signatures {
  readonly key: string | undefined
  readonly #parts: SignatureParts
  /**
   * SHA-256 of a signature and what it signs -> whether it is genuine. That never changes; pins do.
   */
  readonly #genuine = new LRUCache<string, boolean>({ max: REMEMBERED })

  constructor(parts: SignatureParts) {
    this.#parts = parts
    this.key = parts.privateKey && publicKeyText(parts.privateKey)
  }

  sign<Message>(message: Message): Signed<Message> {
    const { privateKey } = this.#parts
    if (privateKey === undefined || this.key === undefined) {
      const text =
        'This node has no key to sign with: give the signer the option `key`, a file that is made where there is none.'
      throw new ClacksError('ERR_CLACKS_SIGNING_KEY', text)
    }
    // The form is that which the type describes.
    return signMessage(message, privateKey, this.key) as Signed<Message>
  }

  state(message: unknown): SignatureState {
    const parts = partsOf(message)
    if (parts === 'malformed') return invalid('its field ed25519 is no signature')
    const name = this.#authorOf(parts === 'unsigned' ? message : parts.content)
    if (parts === 'unsigned') return this.#stateOfUnsigned(name)
    if (!this.#isGenuine(parts)) return invalid('the signature is not that of this content')
    return this.#stateOfGenuine(name, parts.signature.key)
  }

  /**
   * As {@link state}, of a message that has arrived: the first key that signs for a name stands for
   * it from now on.
   */
  see(message: unknown): SignatureState {
    const state = this.state(message)
    const parts = partsOf(message)
    if (state.state !== 'valid' || typeof parts === 'string') return state
    const name = this.#authorOf(parts.content)
    if (name === undefined || name === NO_NAME) return state
    this.#parts.pins.see(name, parts.signature.key)
    return this.#stateOfGenuine(name, parts.signature.key)
  }

  pins(): Readonly<Record<string, string>> {
    return this.#parts.pins.all()
  }

  /** Whoever takes the signature off is found out where the author is known to sign. */
  #stateOfUnsigned(name: Name): SignatureState {
    if (name === undefined || name === NO_NAME) return { state: 'unsigned' }
    if (this.#parts.pins.of(name) === undefined) return { state: 'unsigned' }
    return invalid(`it is not signed, and ${shown(name)} signs`)
  }

  #stateOfGenuine(name: Name, key: string): SignatureState {
    if (name === undefined) return { state: 'valid', author: key }
    const { pins, authorField } = this.#parts
    if (name === NO_NAME)
      return invalid(`its field ${authorField} is no text of at most ${MAX_NAME} characters`)
    const pinned = pins.of(name)
    if (pinned === key) return { state: 'valid', author: name }
    if (pinned !== undefined) return invalid(`${shown(name)} signs with another key`)
    return pins.trustFirst ? { state: 'valid', author: key } : invalid(`no key is pinned for ${shown(name)}`)
  }

  #isGenuine({ content, signature }: Parts): boolean {
    const bytes = bytesOf(content)
    if (bytes === undefined) return false
    // Of the bytes that are signed: two contents that only JSON writes alike (1e999 and null) must
    // not share a judgement.
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
 * Something stands where the name should, and could be taken for one by who does not ask for pins.
 */
const NO_NAME = Symbol('no name')
/** Undefined: the message names nobody, and its key stands for its author. */
type Name = string | undefined | typeof NO_NAME
const SHOWN = 40

/** Counts what is long enough only: in code units a text is at most twice as long. */
function isShort(name: string): boolean {
  return name.length <= MAX_NAME || (name.length <= 2 * MAX_NAME && [...name].length <= MAX_NAME)
}

function shown(name: string): string {
  return JSON.stringify(name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name)
}

function invalid(reason: string): SignatureState {
  return { state: 'invalid', reason }
}
