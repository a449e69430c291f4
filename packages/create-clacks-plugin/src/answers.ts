/** The language that a plugin is written in. */
export type Language = 'typescript' | 'javascript'

/** The package manager of a project. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** What a project is rendered from, besides its template. Stored in its package.json. */
export interface Answers {
  /** The name of the package on npm, as `namesFrom` returns it. */
  readonly name: string
  readonly language: Language
  /** One sentence. */
  readonly description: string
  /** `Name <mail>`; empty if unknown. */
  readonly author: string
  /** On GitHub: `owner/name`; empty if there is none yet. */
  readonly repository: string
  readonly packageManager: PackageManager
  /** Its version, if CI must install the same one. */
  readonly packageManagerVersion?: string
  /** The year of the copyright. */
  readonly year: number
}

/** The origin of a project, in its package.json under `clacks-template`. */
export interface TemplateMark {
  /** The name of the template. */
  readonly name: string
  /** The version of `create-clacks-plugin` that rendered it. */
  readonly version: string
  readonly answers: Answers
}
