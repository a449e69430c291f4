import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { ClacksError, hasCode, reasonOf } from '../errors.js'
import type { PinStore } from '../settings/tls-options.js'
import { writePrivateFile } from '../state/private-file.js'

const KEY_HASH = /^[0-9a-f]{64}$/

/** The file of the pins in a state folder. */
export function pinsFile(folder: string): string {
  return join(folder, 'pins.json')
}

/**
 * Stores pins in a JSON file of mode 600, which is replaced as a whole on each change. A missing
 * file means that there are no pins.
 * @throws ClacksError ERR_CLACKS_PINS (from `load`) if the file cannot be read or is not a list of
 *   pins: a node that lost its pins silently would trust anyone; (from `save`) if it cannot be
 *   written
 */
export function filePins(path: string): PinStore {
  return {
    load() {
      const text = readIfThere(path)
      return text === undefined ? {} : parsePins(path, text)
    },
    save(pins) {
      try {
        writePrivateFile(path, `${JSON.stringify(pins, null, 2)}\n`)
      } catch (cause) {
        throw storeError(path, `cannot be written: ${reasonOf(cause)}`, cause)
      }
    },
  }
}

/** Sets an unreadable pin file aside as `pins.json.damaged`, so that all pins are forgotten. */
export function setPinsAside(path: string): void {
  renameSync(path, `${path}.damaged`)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined
    throw storeError(path, `cannot be read: ${reasonOf(cause)}`, cause)
  }
}

function parsePins(path: string, text: string): Record<string, string> {
  let pins: unknown
  try {
    pins = JSON.parse(text)
  } catch (cause) {
    throw storeError(path, `is not JSON: ${reasonOf(cause)}`, cause)
  }
  if (!isPins(pins)) throw storeError(path, 'is not a list of `"host:port": "SHA-256 in hex"`')
  return pins
}

function isPins(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((hash) => typeof hash === 'string' && KEY_HASH.test(hash))
}

function storeError(path: string, how: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_PINS', `The pin file ${path} ${how}.`, { cause })
}
