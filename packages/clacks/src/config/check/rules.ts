import { access, constants, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseAddress } from '../../address.js'
import { isObject, type Path, show, type Wrong } from '../read/source.js'

type Written = Readonly<Record<string, unknown>>

/** What no schema can say. A rule leaves alone what has another type than it should: the schema has said so. */
type FileRule = (config: Written, folder: string) => readonly Wrong[] | Promise<readonly Wrong[]>
type WholeRule = (config: Written) => readonly Wrong[]

/** What holds for each file of a config; each rule finds everything that it forbids. */
export const fileRules: readonly FileRule[] = [
  hostnameIsOne,
  peersAreAddresses,
  filesAreThere,
  nothingIsToBeFilledIn,
]

/** What holds for a config as a whole, whoever says which part of it. */
export const wholeRules: readonly WholeRule[] = [keyAndCertificateComeTogether, pinsAreThere]

function hostnameIsOne({ hostname }: Written): readonly Wrong[] {
  if (typeof hostname !== 'string' || parseAddress(hostname, 1) !== undefined) return []
  return [{ path: ['hostname'], problem: `found ${show(hostname)}, expected a DNS name or IP address` }]
}

function peersAreAddresses({ peers }: Written): readonly Wrong[] {
  return (Array.isArray(peers) ? peers : []).flatMap((peer: unknown, index) => {
    if (typeof peer !== 'string' || isHostPort(peer)) return []
    return [{ path: ['peers', index], problem: `found ${show(peer)}, expected host:port` }]
  })
}

function isHostPort(text: string): boolean {
  const colon = text.lastIndexOf(':')
  return colon > 0 && parseAddress(text.slice(0, colon), text.slice(colon + 1)) !== undefined
}

function keyAndCertificateComeTogether({ tls }: Written): readonly Wrong[] {
  if (!isObject(tls) || (tls.key === undefined) === (tls.cert === undefined)) return []
  const [there, missing] = tls.key === undefined ? ['cert', 'key'] : ['key', 'cert']
  return [{ path: ['tls'], problem: `"${there}" is there without "${missing}", expected both or neither` }]
}

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

function pinsAreThere({ tls }: Written): readonly Wrong[] {
  if (!isObject(tls) || tls.trust !== 'pin' || tls.keys !== undefined) return []
  return [
    {
      path: ['tls', 'trust'],
      problem: 'found "pin" without "keys", expected the SHA-256 of at least one public key',
    },
  ]
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
