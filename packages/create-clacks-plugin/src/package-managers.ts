import type { PackageManager } from './answers.js'

/** The command lines of a package manager. */
export interface Commands {
  readonly install: string
  /** Installs exactly what the lockfile says, for CI. */
  readonly ci: string
  /** Adds a dependency; its name follows. */
  readonly add: string
  /** Runs a script of package.json; its name follows. */
  readonly run: string
  readonly test: string
  /** Runs the tests and updates their snapshots. */
  readonly update: string
  /** Runs a program of a dependency; its name follows. */
  readonly exec: string
  /** Creates a project; name, template and flags follow. */
  readonly create: string
}

const COMMANDS: Readonly<Record<PackageManager, Commands>> = {
  npm: {
    install: 'npm install',
    ci: 'npm ci',
    add: 'npm install',
    run: 'npm run',
    test: 'npm test',
    update: 'npm test -- -u',
    exec: 'npx',
    create: 'npm create -y clacks-plugin@latest',
  },
  pnpm: {
    install: 'pnpm install',
    ci: 'pnpm install --frozen-lockfile',
    add: 'pnpm add',
    run: 'pnpm run',
    test: 'pnpm test',
    update: 'pnpm test -u',
    exec: 'pnpm exec',
    create: 'pnpm create clacks-plugin@latest',
  },
  yarn: {
    install: 'yarn install',
    ci: 'yarn install --immutable',
    add: 'yarn add',
    run: 'yarn run',
    test: 'yarn test',
    update: 'yarn test -u',
    exec: 'yarn run',
    create: 'yarn create clacks-plugin',
  },
  bun: {
    install: 'bun install',
    ci: 'bun install --frozen-lockfile',
    add: 'bun add',
    run: 'bun run',
    // `bun test` is a test runner of its own.
    test: 'bun run test',
    update: 'bun run test -u',
    exec: 'bunx',
    create: 'bun create clacks-plugin@latest',
  },
}

/** The command lines of a package manager; Yarn 1 differs from its successors. */
export function commandsOf(name: PackageManager, version = ''): Commands {
  const commands = COMMANDS[name]
  return isClassic(name, version) ? { ...commands, ci: 'yarn install --frozen-lockfile' } : commands
}

/** Whether it is Yarn 2 or later, which links dependencies without `node_modules` by default. */
export function isBerry(name: PackageManager, version = ''): boolean {
  return name === 'yarn' && version !== '' && !isClassic(name, version)
}

function isClassic(name: PackageManager, version: string): boolean {
  return name === 'yarn' && /^[01]\./.test(version)
}
