import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The part of a V8 CPU profile that counts here. */
export interface CpuProfile {
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

/** Microseconds that a function of each module was on top of the stack. */
export function selfTime({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const modules = new SourceModules()
  const moduleOf = new Map(nodes.map(({ id, callFrame }) => [id, modules.moduleOf(callFrame)]))
  const times = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const module = moduleOf.get(id)
    // Each delta is the time up to its sample: the function of the sample gets the next one.
    const spent = timeDeltas[index + 1]
    if (module === undefined || spent === undefined) continue
    times.set(module, (times.get(module) ?? 0) + spent)
  }
  return times
}

/** Finds the source module of a position, through the source maps of the build. */
class SourceModules {
  readonly #maps = new Map<string, SourceMap | undefined>()

  /** `clacks queue/queue.ts`, `undici`, `node:internal/http`, `native writev`, `(program)`. */
  moduleOf({ functionName, url, lineNumber, columnNumber }: CallFrame): string {
    if (url === '') return nativeName(functionName)
    if (!url.startsWith('file:')) return url
    const file = fileURLToPath(url)
    const entry = this.#mapOf(file)?.findEntry(lineNumber, columnNumber)
    const isMapped = entry !== undefined && 'originalSource' in entry
    return nameOf(isMapped ? resolve(dirname(file), entry.originalSource) : file)
  }

  #mapOf(file: string): SourceMap | undefined {
    if (!this.#maps.has(file)) {
      const map = `${file}.map`
      this.#maps.set(file, existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : undefined)
    }
    return this.#maps.get(file)
  }
}

/** `(program)`, `(idle)` and `(garbage collector)` are not functions; the others are built in. */
function nativeName(functionName: string): string {
  if (functionName.startsWith('(')) return functionName
  return functionName === '' ? 'native' : `native ${functionName}`
}

function nameOf(file: string): string {
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)
  if (installed?.[1] !== undefined) return installed[1]
  const ours = /\/packages\/([^/]+)\/(?:src|dist)\/(.+)$/.exec(file)
  return ours === null ? (file.split('/').at(-1) ?? file) : `${ours[1]} ${ours[2]}`
}
