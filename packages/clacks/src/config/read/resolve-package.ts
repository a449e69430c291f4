import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { resolve } from 'import-meta-resolve'

/**
 * The URL of the file that `import` of `name` would load in a module of `folder`; undefined if
 * there is none, or if it is a built-in module. Node itself only resolves for the importing module.
 */
export function resolvePackage(name: string, folder: string): string | undefined {
  try {
    const url = resolve(name, pathToFileURL(join(folder, 'config')).href)
    return url.startsWith('file:') && existsSync(new URL(url)) ? url : undefined
  } catch {
    return undefined
  }
}
