import type { Package } from '@arethetypeswrong/core'
import type { Manifest } from './manifest.js'

/** What a rule looks at: the package as it would be published. */
export interface PackedPlugin {
  readonly manifest: Manifest
  /** The tarball, as bytes. */
  readonly tarball: Uint8Array
  /** The files in the tarball. */
  readonly files: Package
}

/** Something that is wrong, in one sentence or two. */
export type Problem = string

/** What is said of a rule, wherever it is checked. */
export interface RuleText {
  /** Lower-case words with hyphens: what a report names, and what switches it off. */
  readonly id: string
  /** What has to hold, as a sentence about the plugin. */
  readonly title: string
  readonly why: string
  readonly mend: string
  /** Whether `--fix` can do it. Default false. */
  readonly fixable?: boolean
}

/** A rule that needs nothing but the tarball. */
export interface StaticRule extends RuleText {
  check(plugin: PackedPlugin): readonly Problem[] | Promise<readonly Problem[]>
}

/** One thing that does not hold. */
export interface Finding {
  /** The id of the rule; for the contract suite `contract/` and the name of the check. */
  readonly rule: string
  readonly problem: Problem
  readonly why: string
  readonly mend: string
  /** Whether `--fix` can do it. */
  readonly fixable: boolean
  /** The versions of clacks with which it was seen; empty for what does not depend on it. */
  readonly hosts: readonly string[]
}
