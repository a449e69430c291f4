import { access, constants, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Issue, mismatch } from '../../issue.js'
import { keyAndCertificate, relationRules, settingsRules } from '../../settings/rules.js'
import { isObject, type Path, show } from '../read/source.js'

type Written = Readonly<Record<string, unknown>>

/** A check of one file that a schema cannot express. */
type FileRule = (config: Written, folder: string) => readonly Issue[] | Promise<readonly Issue[]>
type WholeRule = (config: Written) => readonly Issue[]

/** Checks of each file of a config. They ignore values of wrong types: the schema reports those. */
export const fileRules: readonly FileRule[] = [...settingsRules, filesExist, noPlaceholders]

/** Checks of a merged config. */
export const wholeRules: readonly WholeRule[] = [
  ...relationRules,
  ({ tls }) => (isObject(tls) ? keyAndCertificate(tls, ['tls']) : []),
]

async function filesExist({ tls }: Written, folder: string): Promise<readonly Issue[]> {
  if (!isObject(tls)) return []
  const files: (readonly [path: Path, file: unknown])[] = [
    [['tls', 'key'], tls.key],
    [['tls', 'cert'], tls.cert],
    ...(Array.isArray(tls.ca)
      ? tls.ca.map((file, index) => [['tls', 'ca', index], file] as const)
      : [[['tls', 'ca'], tls.ca] as const]),
  ]
  const found = await Promise.all(files.map(([path, file]) => unreadable(path, file, folder)))
  return found.filter((issue) => issue !== undefined)
}

async function unreadable(path: Path, file: unknown, folder: string): Promise<Issue | undefined> {
  if (typeof file !== 'string' || file === '') return undefined
  const absolute = resolve(folder, file)
  try {
    await access(absolute, constants.R_OK)
    if ((await stat(absolute)).isFile()) return undefined
    return mismatch(path, 'a file', `${show(file)}, which is a folder (${absolute})`)
  } catch {
    return mismatch(path, 'a file', `${show(file)}, but ${absolute} does not exist or cannot be read`)
  }
}

/** Code would pass `{ "$env": "NAME" }` on unchanged, which is never intended. */
function noPlaceholders(config: Written): readonly Issue[] {
  return placeholders(config, [], new Set())
}

/** @param seen values that are already checked: a code config may be circular */
function placeholders(value: unknown, path: Path, seen: Set<unknown>): readonly Issue[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  const found = ['$env', '$file'].find((key) => key in value)
  if (found !== undefined)
    return [
      {
        path,
        message: `"${found}" only works in JSON and YAML configs; code can read process.env and files itself`,
      },
    ]
  const steps = Object.entries(value)
  return steps.flatMap(([key, item]) =>
    placeholders(item, [...path, Array.isArray(value) ? Number(key) : key], seen),
  )
}
