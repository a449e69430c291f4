import { access, constants, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { keyAndCertificate, relationRules, settingsRules } from '../../settings/rules.js'
import { isObject, type Path, show, type Wrong, wrongOption } from '../read/source.js'

type Written = Readonly<Record<string, unknown>>

/** A check of one file that a schema cannot express. */
type FileRule = (config: Written, folder: string) => readonly Wrong[] | Promise<readonly Wrong[]>
type WholeRule = (config: Written) => readonly Wrong[]

/** Checks of each file of a config. Each rule ignores values of the wrong type: the schema reports those. */
export const fileRules: readonly FileRule[] = [
  ...settingsRules.map((rule) => (config: Written) => rule(config).map(wrongOption)),
  filesAreThere,
  nothingIsToBeFilledIn,
]

/** Checks of a merged config. */
export const wholeRules: readonly WholeRule[] = [
  ...relationRules.map((rule) => (config: Written) => rule(config).map(wrongOption)),
  ({ tls }) => (isObject(tls) ? keyAndCertificate(tls, ['tls']).map(wrongOption) : []),
]

async function filesAreThere({ tls }: Written, folder: string): Promise<readonly Wrong[]> {
  if (!isObject(tls)) return []
  const files: (readonly [path: Path, file: unknown])[] = [
    [['tls', 'key'], tls.key],
    [['tls', 'cert'], tls.cert],
    ...(Array.isArray(tls.ca)
      ? tls.ca.map((file, index) => [['tls', 'ca', index], file] as const)
      : [[['tls', 'ca'], tls.ca] as const]),
  ]
  const found = await Promise.all(files.map(([path, file]) => unreadable(path, file, folder)))
  return found.filter((wrong) => wrong !== undefined)
}

async function unreadable(path: Path, file: unknown, folder: string): Promise<Wrong | undefined> {
  if (typeof file !== 'string' || file === '') return undefined
  const absolute = resolve(folder, file)
  try {
    await access(absolute, constants.R_OK)
    if ((await stat(absolute)).isFile()) return undefined
    return { path, problem: `found ${show(file)}, which is a folder (${absolute}), expected a file` }
  } catch {
    return { path, problem: `found ${show(file)}, but there is no file that can be read at ${absolute}` }
  }
}

/** `{ "$env": "NAME" }` handed on as it stands would be a value that nobody meant: a key, or a path, of that name. */
function nothingIsToBeFilledIn(config: Written): readonly Wrong[] {
  return placeholders(config, [], new Set())
}

/** @param seen what was looked at already: a value that code makes may go in circles */
function placeholders(value: unknown, path: Path, seen: Set<unknown>): readonly Wrong[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  const found = ['$env', '$file'].find((key) => key in value)
  if (found !== undefined)
    return [
      {
        path,
        problem: `found "${found}", which only JSON and YAML configs fill in; code can read process.env and files itself`,
      },
    ]
  const steps = Object.entries(value)
  return steps.flatMap(([key, item]) =>
    placeholders(item, [...path, Array.isArray(value) ? Number(key) : key], seen),
  )
}
