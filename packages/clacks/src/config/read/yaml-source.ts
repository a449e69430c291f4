import { isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { reasonOf } from '../../errors.js'
import { cannotLoad, emptyConfig } from '../check/config-issue.js'
import type { Place } from './place.js'
import type { ConfigSource, Path } from './source.js'

/**
 * Reads a config written in YAML 1.2, of which JSON is a subset. `<<` merges maps, as in YAML 1.1.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_LOAD with line, column and what was found there
 */
export function readYaml(file: string, text: string): ConfigSource {
  const lines = new LineCounter()
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  // An unknown tag (`!!js/function`) is only a warning there, but the value would not be the
  // intended one.
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined)
    throw cannotLoad(file, placeAt(problem.pos[0]), `YAML syntax: ${problem.message}`, { text })
  if (document.contents === null) throw emptyConfig(file, 'the file has no content', '{}')
  return {
    file,
    text,
    value: toValue(),
    locate(path) {
      const node = keyAt(path) ?? document.getIn(path, true)
      const range = isNode(node) ? node.range : undefined
      return range ? placeAt(range[0]) : undefined
    },
  }

  function toValue(): unknown {
    try {
      return document.toJS()
    } catch (cause) {
      throw cannotLoad(file, undefined, `YAML syntax: ${reasonOf(cause)}`, { cause })
    }
  }

  function keyAt(path: Path): Node | undefined {
    const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
    if (!isMap(map)) return undefined
    const key = map.items.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))?.key
    return isNode(key) ? key : undefined
  }
}
