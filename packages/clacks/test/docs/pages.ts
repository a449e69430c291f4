import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import GithubSlugger from 'github-slugger'
import { marked, type Token, type Tokens } from 'marked'

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** A block of code in a page. */
export interface CodeBlock {
  /** `docs/config.md:12`: the page and the number of the first line of code. */
  readonly place: string
  /** The info string of the fence: the language, and how tests treat the block. */
  readonly words: readonly string[]
  readonly code: string
}

/** A link to a file of the repository, or to a heading in one. */
export interface FileLink {
  readonly place: string
  readonly file: string
  readonly heading: string | undefined
}

/** A page of documentation. */
export interface Page {
  /** Path from the root. */
  readonly path: string
  readonly text: string
  readonly blocks: readonly CodeBlock[]
  readonly links: readonly FileLink[]
  readonly tables: readonly Tokens.Table[]
}

/** All pages of documentation. */
export function allPages(): readonly Page[] {
  const folders = [
    'docs',
    'docs/archiver',
    'docs/plugins',
    'examples',
    'benchmarks',
    ...listFolders('examples'),
    ...listFolders('packages'),
    'packages/clacks/src',
  ]
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md')
      .map((name) => `${folder}/${name}`),
  )
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...inFolders].map(readPage)
}

/** One page by its path from the root. */
export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const tokens = marked.lexer(text)
  const blocks: CodeBlock[] = []
  const links: FileLink[] = []
  const tables: Tokens.Table[] = []
  let from = 0
  marked.walkTokens(tokens, (token) => {
    if (isOf(token, 'code')) {
      const at = text.indexOf(token.raw.trimStart(), from)
      from = at + 1
      const line = text.slice(0, at).split('\n').length + 1
      blocks.push({ place: `${path}:${line}`, words: (token.lang ?? '').split(/\s+/), code: token.text })
    }
    if (isOf(token, 'table')) tables.push(token)
    if (isOf(token, 'link') && !/^[a-z]+:/.test(token.href)) {
      const [file = '', heading] = token.href.split('#')
      const target = file === '' ? path : relative(ROOT, resolve(ROOT, dirname(path), file))
      links.push({ place: `${path}: ${token.href}`, file: target, heading })
    }
  })
  return { path, text, blocks, links, tables }
}

/** The anchors of the headings of a page, as GitHub generates them. */
export function anchorsOf(path: string): readonly string[] {
  const slugger = new GithubSlugger()
  const headings: string[] = []
  marked.walkTokens(marked.lexer(readFileSync(join(ROOT, path), 'utf8')), (token) => {
    if (isOf(token, 'heading')) headings.push(slugger.slug(token.text.replaceAll('`', '')))
  })
  return headings
}

/** The rows of a table as text, without the header. */
export function rowsOf(table: Tokens.Table | undefined): readonly (readonly string[])[] {
  return (table?.rows ?? []).map((row) => row.map(({ text }) => text))
}

function listFolders(folder: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`)
}

interface Kinds {
  readonly code: Tokens.Code
  readonly table: Tokens.Table
  readonly link: Tokens.Link
  readonly heading: Tokens.Heading
}

function isOf<Kind extends keyof Kinds>(token: Token, kind: Kind): token is Kinds[Kind] & Token {
  return token.type === kind
}
