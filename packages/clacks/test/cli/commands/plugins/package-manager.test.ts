import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageManagerOf } from '../../../../src/cli/commands/plugins/package-manager.js'
import { type Files, folderWith } from '../../../config/folder.js'

it.each<[string, Files, string]>([
  ['npm without a sign of another', {}, 'npm install --ignore-scripts'],
  ['npm by its lock file', { 'package-lock.json': {} }, 'npm install --ignore-scripts'],
  ['pnpm', { 'pnpm-lock.yaml': '' }, 'pnpm add --ignore-scripts'],
  [
    'pnpm in the root of a workspace',
    { 'pnpm-lock.yaml': '', 'app/pnpm-workspace.yaml': '' },
    'pnpm add --ignore-scripts --workspace-root',
  ],
  ['Yarn 1', { 'yarn.lock': '' }, 'yarn add --ignore-scripts'],
  [
    'Yarn 1 in the root of a workspace',
    { 'yarn.lock': '', 'app/package.json': { workspaces: ['x'] } },
    'yarn add --ignore-scripts -W',
  ],
  ['Yarn 4', { 'yarn.lock': '', '.yarnrc.yml': '' }, 'yarn add --mode=skip-build'],
  ['pnpm by its workspace file', { 'pnpm-workspace.yaml': '' }, 'pnpm add --ignore-scripts'],
  ['npm by the lock file of a published package', { 'npm-shrinkwrap.json': {} }, 'npm install'],
  [
    'the lock file rather than the field',
    { 'yarn.lock': '', 'package.json': { packageManager: 'npm@11' } },
    'yarn add',
  ],
  [
    'a manager that cannot be called',
    { 'deno.lock': '', 'package.json': { packageManager: 'deno@2' } },
    'npm install',
  ],
  ['bun', { 'bun.lock': '' }, 'bun add --ignore-scripts'],
  ['the field of the package.json', { 'package.json': { packageManager: 'pnpm@9.1.0' } }, 'pnpm add'],
  ['the nearest lock file', { 'yarn.lock': '', 'app/pnpm-lock.yaml': '' }, 'pnpm add'],
  ['a package.json that is null', { 'app/package.json': 'null' }, 'npm install'],
])('uses the package manager of the project: %s', (_, files, expected) => {
  const folder = folderWith({ 'app/.keep': '', ...files })
  const { command, install } = packageManagerOf(join(folder, 'app'))
  expect([command, ...install].join(' ')).toContain(expected)
})
