import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { cannotLoad } from '../check/config-issue.js'
import { placeAt } from './place.js'
import { showFound } from './secret-text.js'
import { type ConfigSource, type Path, show } from './source.js'

/**
 * Reads a config written in JSON.
 *
 * @param at the path of the config in the file: `['clacks']` in a package.json
 * @throws ClacksError ERR_CLACKS_CONFIG_LOAD with line, column and what was found there
 */
export function readJson(file: string, text: string, at: Path = []): ConfigSource {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [first] = errors
  if (root === undefined || first !== undefined) {
    const { offset = 0, length = 0 } = first ?? {}
    throw cannotLoad(file, placeAt(text, offset), explain(text, first, text.slice(offset, offset + length)), {
      text,
    })
  }
  const twice = findDuplicateKey(root)
  if (twice !== undefined) {
    throw cannotLoad(file, placeAt(text, twice.offset), `the key ${show(twice.value)} appears twice`, {
      text,
    })
  }
  const standing = findNodeAtLocation(root, [...at])
  return {
    file,
    text,
    value: standing && JSON.parse(text.slice(standing.offset, standing.offset + standing.length)),
    locate(path) {
      const node = findNodeAtLocation(root, [...at, ...path])
      const written = node?.parent?.type === 'property' ? node.parent : node
      return written && placeAt(text, written.offset)
    },
  }
}

function explain(text: string, error: ParseError | undefined, token: string): string {
  if (error === undefined) return 'JSON syntax: found nothing'
  // `CommaExpected` -> `comma expected`
  const name = printParseErrorCode(error.error)
  const words = name.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase()
  const written = text.split('\n')[placeAt(text, error.offset).line - 1] ?? ''
  return `JSON syntax: ${words}, found ${token === '' ? 'the end of the file' : showFound(token, written)}`
}

function findDuplicateKey(node: Node): Node | undefined {
  const seen = new Set<unknown>()
  for (const child of node.children ?? []) {
    const [key, value] = child.type === 'property' ? (child.children ?? []) : []
    if (key !== undefined && seen.has(key.value)) return key
    seen.add(key?.value)
    const deeper = findDuplicateKey(value ?? child)
    if (deeper !== undefined) return deeper
  }
  return undefined
}
