import { type Explained, explainConfig } from '../../config/layer/explain.js'
import { readConfig } from '../../config/read/read-config.js'
import { putAt, show } from '../../config/read/source.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { writeTable } from '../terminal/table.js'
import { writeJson } from '../terminal/write.js'

/** The options of `clacks config print`. */
export interface ConfigPrintOptions extends OutputOptions {
  readonly why?: boolean
  readonly showSecrets?: boolean
}

/**
 * `clacks config print [config]`: shows the resolved config as YAML, or with `--why` one value per
 * line and where it comes from.
 */
export async function configPrint(
  path: string | undefined,
  { why = false, showSecrets = false, json = false }: ConfigPrintOptions,
): Promise<ExitCode> {
  const read = await readConfig(path, {})
  const rows = await explainConfig(read, { folder: process.cwd(), showSecrets })
  if (why && json) writeJson(rows.map(({ name, value, from }) => ({ name, value: forJson(value), from })))
  else if (why) writeTable(rows.map(({ name, value, from }) => [name, show(value), from]))
  else if (json) writeJson(asConfig(rows, forJson))
  else {
    const { stringify } = await import('yaml')
    process.stdout.write(stringify(asConfig(rows, (value) => value)))
  }
  return EXIT.done
}

/** Assembles the values into a config. */
function asConfig(rows: readonly Explained[], write: (value: unknown) => unknown): object {
  const config = {}
  for (const { path, value } of rows) {
    if (path[0] !== 'plugins') putAt(config, path, write(value))
  }
  const plugins = rows.filter(({ path }) => path[0] === 'plugins' && path.length === 2)
  const entries = plugins.map(({ path: [, index], value: name }) => {
    const own = rows.filter(({ path }) => path[0] === 'plugins' && path[1] === index && path.length > 2)
    const entry: unknown[] = [name]
    for (const { path, value } of own) {
      const [, , place, ...rest] = path
      if (place === 2) entry[1] ??= {}
      const part = entry[Number(place)] ?? {}
      entry[Number(place)] = part
      putAt(part, rest, write(value))
    }
    return entry.length === 1 ? name : entry
  })
  return { ...config, plugins: entries }
}

/** JSON cannot represent infinity. */
function forJson(value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value
}
