import { readPluginSchema } from '../check/plugin-schemas.js'
import { dots, isSecretName } from '../read/secret-text.js'
import { formatPath, isObject, type Path } from '../read/source.js'
import { schemaAt } from '../read/written-type.js'
import type { Layer } from './layers.js'

/** Shorter texts are not hidden: they are too common. */
const MIN_SECRET = 4
/** `https://user:password@host` */
const PASSWORD_IN_URL = /^[a-z][\w+.-]*:\/\/[^\s:@/]*:([^\s@/]+)@/i
/** Issues show this many characters of a value. */
const SHOWN = 60

/**
 * The secret texts of a config: secret by the name of their key, by `writeOnly` in the schema,
 * because they come from a file, or as the password in a URL.
 */
export async function secretsIn(layers: readonly Layer[]): Promise<readonly string[]> {
  const found = await Promise.all(layers.map(secretsOf))
  return [...new Set(found.flat())].filter((text) => text.length >= MIN_SECRET)
}

/** Replaces each character of a secret with a dot. */
export function hide(text: string, secrets: readonly string[]): string {
  const variants = secrets.flatMap((secret) => {
    const escaped = JSON.stringify(secret).slice(1, -1)
    return [secret, escaped, secret.slice(0, SHOWN), escaped.slice(0, SHOWN - 1)]
  })
  const longestFirst = [...new Set(variants)].sort((one, other) => other.length - one.length)
  return longestFirst.reduce((hidden, variant) => hidden.replaceAll(variant, dots(variant.length)), text)
}

async function secretsOf({ value, substituted, folder }: Layer): Promise<readonly string[]> {
  const entries: readonly unknown[] = isObject(value) && Array.isArray(value.plugins) ? value.plugins : []
  const found: string[] = []
  for (const [index, entry] of entries.entries()) {
    const [named, options]: readonly unknown[] = Array.isArray(entry) ? entry : []
    const schema = typeof named === 'string' ? (await readPluginSchema(named, folder))?.schema : undefined
    collect(options, ['plugins', index, 1], schema, new Set())
  }
  return found

  function collect(inner: unknown, path: Path, schema: unknown, seen: Set<unknown>): void {
    if (typeof inner === 'string' || typeof inner === 'number') {
      const from = substituted.get(formatPath(path))
      const byFile = from !== undefined && 'file' in from
      const byVariable = from !== undefined && 'variable' in from && isSecretName(from.variable)
      const [, inAddress] = PASSWORD_IN_URL.exec(String(inner)) ?? []
      if (inAddress !== undefined) found.push(inAddress)
      if (byFile || byVariable || isSecretName(String(path.at(-1))) || isSecretSchema(schema))
        found.push(String(inner))
      return
    }
    if (typeof inner !== 'object' || inner === null || seen.has(inner)) return
    seen.add(inner)
    for (const [key, item] of Object.entries(inner)) {
      const step = Array.isArray(inner) ? Number(key) : key
      collect(item, [...path, step], schemaAt(schema, [step]), seen)
    }
  }
}

function isSecretSchema(schema: unknown): boolean {
  return isObject(schema) && (schema.writeOnly === true || schema.format === 'password')
}
