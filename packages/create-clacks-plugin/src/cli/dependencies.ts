import { UsageError } from './usage-error.js'

const DEPENDENCY = /^((?:@[^@/]+\/)?[^@/]+)@(.+)$/

/** Reads `name@spec`, as `npm install` takes it. @throws UsageError */
export function parseDependency(text: string): readonly [name: string, spec: string] {
  const [, name, spec] = DEPENDENCY.exec(text) ?? []
  if (name === undefined || spec === undefined)
    throw new UsageError(
      `--dependency is "${text}"; expected NAME@SPEC, such as clacks@file:/tmp/clacks.tgz.`,
    )
  return [name, spec]
}

/**
 * Takes dependencies of a rendered project from somewhere other than the registry.
 *
 * - What is installed with the plugin keeps its range, which is published, and is a development
 *   dependency as well: npm prefers that one, and `verify` installs it beside the packed plugin.
 * - What the project does not depend on itself is overridden wherever it is needed.
 */
export function withDependencies(
  files: ReadonlyMap<string, string>,
  dependencies: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (dependencies.size === 0) return files
  const manifest = JSON.parse(files.get('package.json') ?? '{}')
  const overrides: Record<string, string> = {}
  const verify: string[] = [manifest.scripts.verify]
  for (const [name, spec] of dependencies) {
    const isPublished = manifest.dependencies?.[name] !== undefined
    const isDirect = isPublished || manifest.devDependencies[name] !== undefined
    if (isDirect) manifest.devDependencies[name] = spec
    else overrides[name] = spec
    if (isPublished) verify.push(`--with ${JSON.stringify(spec)}`)
    if (name === 'clacks') verify.push(`--clacks ${JSON.stringify(spec)}`)
  }
  manifest.scripts.verify = verify.join(' ')
  if (Object.keys(overrides).length > 0) manifest.overrides = overrides
  return new Map(files).set('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`)
}
