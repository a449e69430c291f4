import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The root of the workspace around a folder: it has a package.json with `workspaces`, or a
 * pnpm-workspace.yaml.
 */
export function workspaceAround(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'pnpm-workspace.yaml')) || hasWorkspaces(join(at, 'package.json'))) return at
    if (at === dirname(at)) return undefined
  }
}

function hasWorkspaces(file: string): boolean {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).workspaces !== undefined
  } catch {
    return false
  }
}
