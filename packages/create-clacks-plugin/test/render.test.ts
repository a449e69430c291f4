import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import semver from 'semver'
import { describe, expect, it } from 'vitest'
import { type Answers, namesFrom, render, TEMPLATE_NAMES } from '../src/index.js'
import { VERSIONS } from '../src/versions.js'
import { withFolder } from './with-folder.js'

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url))
const BIOME = join(REPOSITORY, 'node_modules/@biomejs/biome/bin/biome')
const manifestOf = (path: string) => JSON.parse(readFileSync(join(REPOSITORY, path, 'package.json'), 'utf8'))

function answers(changed: Partial<Answers> = {}): Answers {
  return {
    name: 'clacks-plugin-my-logger',
    language: 'typescript',
    description: `It's <b>"quoted"</b> & more.`,
    author: "Adora O'Belle <adora@example.org>",
    repository: 'adora/tower',
    packageManager: 'npm',
    year: 2026,
    ...changed,
  }
}

const VARIANTS = TEMPLATE_NAMES.flatMap((template) =>
  (['typescript', 'javascript'] as const).map((language) => ({ template, language })),
)

describe.each(VARIANTS)('the template $template in $language', ({ template, language }) => {
  it('leaves no placeholder, no escaped character and no file of the other language', async () => {
    const files = await render(template, answers({ language }))
    for (const [path, text] of files) {
      expect(path).not.toMatch(/\.hbs$|\[ext\]|(^|\/)_/)
      expect(text.replaceAll(/\$\{\{ .*? \}\}/g, ''), path).not.toMatch(
        /\{\{|\}\}[^)]|&(amp|lt|gt|quot|#x27);|__[A-Z]/,
      )
      expect(text, path).toMatch(/\S\n$/)
      if (language === 'javascript') expect(path).not.toMatch(/(?<!\.d)\.ts$/)
    }
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['.gitignore', '.github/workflows/release.yml', 'LICENSE']),
    )
  })

  it('records its origin in package.json', async () => {
    const files = await render(template, answers({ language }))
    const { 'clacks-template': mark, ...manifest } = JSON.parse(files.get('package.json') ?? '')
    expect(mark).toEqual({
      name: template,
      version: manifestOf('packages/create-clacks-plugin').version,
      answers: answers({ language }),
    })
    expect(manifest).toMatchObject({
      name: answers().name,
      description: answers().description,
      author: answers().author,
    })
    expect(await render(mark.name, mark.answers)).toEqual(files)
  })

  it.each(['a', '@acme', '@a-rather-long-scope/with-a-name-that-is-even-longer-than-any-other'])(
    'passes its own lint, named %s',
    async (name) => {
      await withFolder(async (folder) => {
        for (const [path, text] of await render(
          template,
          answers({ language, name: namesFrom(name).package }),
        )) {
          mkdirSync(dirname(join(folder, path)), { recursive: true })
          writeFileSync(join(folder, path), text)
        }
        expect(() =>
          execFileSync(process.execPath, [BIOME, 'check', '.'], { cwd: folder, encoding: 'utf8' }),
        ).not.toThrow()
      })
    },
  )
})

it('uses the versions that this repository is tested with', () => {
  const { devDependencies, engines } = manifestOf('.')
  const { node, clacks, pluginTools, messageFormatter, ...others } = VERSIONS
  expect(others).toEqual({
    biome: devDependencies['@biomejs/biome'],
    commander: manifestOf('packages/clacks').devDependencies.commander,
    changesets: devDependencies['@changesets/cli'],
    nodeTypes: devDependencies['@types/node'],
    typescript: devDependencies.typescript,
    vite: manifestOf('node_modules/vite').version,
    vitest: devDependencies.vitest,
  })
  expect(node).toBe(engines.node)
  expect(semver.satisfies(manifestOf('packages/clacks').version, clacks)).toBe(true)
  expect(semver.satisfies(manifestOf('packages/plugin-tools').version, pluginTools)).toBe(true)
  expect(semver.satisfies(manifestOf('packages/plugin-message-formatter').version, messageFormatter)).toBe(
    true,
  )
})

describe.each([
  ['npm', '11.0.0', 'npm ci', 'cache: npm', 'npm run version-packages', 'npm test -- -u'],
  [
    'pnpm',
    '9.1.0',
    'pnpm install --frozen-lockfile',
    'corepack enable',
    'pnpm exec changeset',
    'pnpm test -u',
  ],
  [
    'yarn',
    '1.22.22',
    'yarn install --frozen-lockfile',
    'corepack enable',
    'yarn run changeset',
    'yarn test -u',
  ],
  ['yarn', '4.1.0', 'yarn install --immutable', 'corepack enable', 'yarn run changeset', 'yarn test -u'],
  ['bun', '1.3.0', 'bun install --frozen-lockfile', 'setup-bun@v2', 'bunx changeset', 'bun run test -u'],
] as const)('a project of %s %s', (packageManager, packageManagerVersion, ci, setup, changeset, update) => {
  it('uses it in its workflows, its scripts and its README', async () => {
    const files = await render('observer', answers({ packageManager, packageManagerVersion }))
    for (const name of ['ci', 'release'])
      for (const text of [ci, setup])
        if (name === 'ci' || text !== 'cache: npm')
          expect(files.get(`.github/workflows/${name}.yml`)).toContain(text)
    expect(files.get('.github/workflows/release.yml')).toContain(changeset)
    expect(files.get('README.md')).toContain(`\`${update}\``)
    expect(files.get('README.md')).toContain(`${packageManager} run verify`)
    expect(JSON.parse(files.get('package.json') ?? '')).toMatchObject({
      packageManager: `${packageManager}@${packageManagerVersion}`,
      scripts: { prepack: `${packageManager} run build` },
    })
  })

  it('names no other one, but for publishing', async () => {
    for (const [path, text] of await render('observer', answers({ packageManager, packageManagerVersion }))) {
      const others =
        /\b(?:npm|npx|pnpm|yarn|bunx?) (?:ci|install|add|run|test|exec|changeset|biome|clacks)\b/g
      const named = text.replaceAll('npm install --global npm@11', '').match(others) ?? []
      const own = packageManager === 'npm' ? /^np[mx] / : new RegExp(`^${packageManager}x? `)
      expect(
        named.filter((each) => !own.test(each)),
        path,
      ).toEqual([])
    }
  })
})

it('a project of Yarn 2 or later has a folder node_modules, which the loader of sources needs', async () => {
  const filesOf = (packageManagerVersion: string) =>
    render('observer', answers({ packageManager: 'yarn', packageManagerVersion }))
  expect((await filesOf('4.1.0')).get('.yarnrc.yml')).toContain('nodeLinker: node-modules')
  expect([...(await filesOf('1.22.22')).keys()]).not.toContain('.yarnrc.yml')
})

it('accepts the answers of earlier versions, without the version of the package manager', async () => {
  const files = await render('observer', answers({ packageManager: 'yarn' }))
  expect(JSON.parse(files.get('package.json') ?? '')).not.toHaveProperty('packageManager')
  expect(files.get('.github/workflows/ci.yml')).toContain('yarn install --immutable')
})

it('without a repository names none, and says so to `verify`', async () => {
  const files = await render('observer', answers({ repository: '' }))
  const manifest = JSON.parse(files.get('package.json') ?? '')
  for (const key of ['repository', 'homepage', 'bugs']) expect(manifest).not.toHaveProperty(key)
  expect(manifest['clacks-verify'].off.provenance).toContain('no repository yet')
})

it('has LF line ends in every checkout', async () => {
  expect((await render('observer', answers())).get('.gitattributes')).toContain('* text=auto eol=lf')
})
