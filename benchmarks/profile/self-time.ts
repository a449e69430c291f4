import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The part of a V8 CPU profile that counts here. */
interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: CallFrame
}

/** Positions count from 0. */
interface CallFrame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}

/** Where time was spent. */
export interface Place {
  /** `clacks queue/queue.ts`, `undici`, `node:internal/http`, `(engine)`. */
  readonly module: string
  readonly functionName: string
}

/** Microseconds that each function was on top of the stack, by module and function. */
export function selfTime(file: string): Map<string, Map<string, number>> {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile
  const modules = new SourceModules()
  const places = new Map(nodes.map(({ id, callFrame }) => [id, modules.placeOf(callFrame)]))
  const times = new Map<string, Map<string, number>>()
  for (const [index, id] of samples.entries()) {
    const place = places.get(id)
    // Each delta is the time up to its sample: the function of the sample gets the next one.
    const spent = timeDeltas[index + 1]
    if (place === undefined || spent === undefined) continue
    let functions = times.get(place.module)
    if (functions === undefined) {
      functions = new Map()
      times.set(place.module, functions)
    }
    functions.set(place.functionName, (functions.get(place.functionName) ?? 0) + spent)
  }
  return times
}

/** Finds the source module of a position, through the source maps of the build. */
class SourceModules {
  readonly #maps = new Map<string, SourceMap | undefined>()

  placeOf({ functionName, url, lineNumber, columnNumber }: CallFrame): Place {
    // `(program)`, `(garbage collector)`, and functions of the engine.
    if (url === '') return { module: functionName.startsWith('(') ? functionName : '(engine)', functionName }
    if (!url.startsWith('file:')) return { module: url, functionName }
    const file = fileURLToPath(url)
    const entry = this.#mapOf(file)?.findEntry(lineNumber, columnNumber)
    const source =
      entry !== undefined && 'originalSource' in entry ? resolve(dirname(file), entry.originalSource) : file
    return { module: nameOf(source), functionName: functionName || `line ${lineNumber + 1}` }
  }

  #mapOf(file: string): SourceMap | undefined {
    if (!this.#maps.has(file)) {
      const map = `${file}.map`
      this.#maps.set(file, existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : undefined)
    }
    return this.#maps.get(file)
  }
}

function nameOf(file: string): string {
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)
  if (installed?.[1] !== undefined) return installed[1]
  const ours = /\/packages\/([^/]+)\/src\/(.+)$/.exec(file)
  return ours === null ? (file.split('/').at(-1) ?? file) : `${ours[1]} ${ours[2]}`
}
