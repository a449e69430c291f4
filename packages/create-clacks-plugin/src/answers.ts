/** The language that a plugin is written in. */
export type Language = 'typescript' | 'javascript'

/** What has a lockfile and an install command of its own. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn'

/** All that a project depends on beside its template: the same answers give the same files. Kept in its package.json. */
export interface Answers {
  /** The name of the package on npm, as `namesFrom` makes it. */
  readonly name: string
  readonly language: Language
  /** One sentence. */
  readonly description: string
  /** `Name <mail>`; empty where nobody is known. */
  readonly author: string
  /** On GitHub: `owner/name`. */
  readonly repository: string
  readonly packageManager: PackageManager
  /** Of the copyright. */
  readonly year: number
}

/** What a project says in its package.json, under `clacks-template`, of where it comes from. */
export interface TemplateMark {
  /** The name of the template. */
  readonly name: string
  /** The version of `create-clacks-plugin` that rendered it. */
  readonly version: string
  readonly answers: Answers
}
