import { MAX_SHOWN } from '../../issue.js'
import { secretsInText } from '../../url-secrets.js'
import { readPluginSchema } from '../check/plugin-schemas.js'
import { dots, isSecretName } from '../read/secret-text.js'
import { formatPath, isObject, type Path, valueAt } from '../read/source.js'
import { schemaAt } from '../read/written-type.js'
import type { Layer } from './layers.js'

/** Shorter texts are not hidden: they are too common. */
const MIN_SECRET = 4

/**
 * The secret texts of a config: secret by the name of their key, by `writeOnly` in the schema,
 * because they come from a file, or as part of a URL or a connection string.
 */
export async function secretsIn(layers: readonly Layer[]): Promise<readonly string[]> {
  const found = await Promise.all(layers.map(secretsOf))
  return [...new Set(found.flat())].filter((text) => text.length >= MIN_SECRET)
}

/** Replaces each character of a secret with a dot. */
export function hide(text: string, secrets: readonly string[]): string {
  const variants = secrets.flatMap((secret) => {
    const escaped = JSON.stringify(secret).slice(1, -1)
    return [secret, escaped, secret.slice(0, MAX_SHOWN), escaped.slice(0, MAX_SHOWN - 1)]
  })
  const longestFirst = [...new Set(variants)].sort((one, other) => other.length - one.length)
  return longestFirst.reduce((hidden, variant) => hidden.replaceAll(variant, dots(variant.length)), text)
}

async function secretsOf({ value, substituted, folder }: Layer): Promise<readonly string[]> {
  const entries: readonly unknown[] = isObject(value) && Array.isArray(value.plugins) ? value.plugins : []
  const found: string[] = []
  let root: unknown
  for (const [index, entry] of entries.entries()) {
    const [named, options]: readonly unknown[] = Array.isArray(entry) ? entry : []
    root = typeof named === 'string' ? (await readPluginSchema(named, folder))?.schema : undefined
    collect(options, ['plugins', index, 1], meanings(root, root), new Set())
  }
  return found

  /** @param schemas all that apply to the value */
  function collect(inner: unknown, path: Path, schemas: readonly unknown[], seen: Set<unknown>): void {
    if (typeof inner === 'string' || typeof inner === 'number') {
      const from = substituted.get(formatPath(path))
      const byFile = from !== undefined && 'file' in from
      const byVariable = from !== undefined && 'variable' in from && isSecretName(from.variable)
      found.push(...secretsInText(String(inner), isSecretName))
      if (byFile || byVariable || isSecretName(String(path.at(-1))) || schemas.some(isSecretSchema))
        found.push(String(inner))
      return
    }
    if (typeof inner !== 'object' || inner === null || seen.has(inner)) return
    seen.add(inner)
    for (const [key, item] of Object.entries(inner)) {
      const step = Array.isArray(inner) ? Number(key) : key
      const inside = schemas.flatMap((schema) => meanings(schemaAt(schema, [step]), root))
      collect(item, [...path, step], inside, seen)
    }
  }
}

/** A schema, and all that it refers to: what one of them says about a value may hold. */
function meanings(
  schema: unknown,
  root: unknown,
  seen: ReadonlySet<unknown> = new Set(),
): readonly unknown[] {
  if (!isObject(schema) || seen.has(schema)) return []
  const { $ref, allOf, anyOf, oneOf, then, else: otherwise } = schema
  const others = [allOf, anyOf, oneOf].filter((each) => Array.isArray(each)).flat()
  const referred = typeof $ref === 'string' && $ref.startsWith('#') ? valueAt(root, stepsOf($ref)) : undefined
  const around = new Set([...seen, schema])
  return [schema, ...[referred, then, otherwise, ...others].flatMap((each) => meanings(each, root, around))]
}

/** A JSON pointer in a `$ref`: `#/definitions/pin`. */
function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
}

function isSecretSchema(schema: unknown): boolean {
  return isObject(schema) && (schema.writeOnly === true || schema.format === 'password')
}
