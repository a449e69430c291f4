import type { Package } from '@arethetypeswrong/core'
import type { Manifest } from './manifest.js'

/** What a rule checks: the package as it would be published. */
export interface PackedPlugin {
  readonly manifest: Manifest
  /** The tarball, as bytes. */
  readonly tarball: Uint8Array
  /** The files in the tarball. */
  readonly files: Package
}

/** The description of a rule, wherever it is checked. */
export interface RuleText {
  /** Lower-case words with hyphens: named in reports, and used to switch the rule off. */
  readonly id: string
  /** What must hold, as a sentence about the plugin. */
  readonly title: string
  /** Why it matters. */
  readonly why: string
  /** What to do about it. */
  readonly fix: string
  /** Whether `--fix` can do it. Default false. */
  readonly fixable?: boolean
}

/** A rule that needs only the tarball. */
export interface StaticRule extends RuleText {
  /** Returns a message for each violation, a sentence or two. */
  check(plugin: PackedPlugin): readonly string[] | Promise<readonly string[]>
}

/** A rule that the plugin breaks. */
export interface VerifyIssue {
  /** The id of the rule; for the contract suite `contract/` and the name of the check. */
  readonly rule: string
  /** What is wrong. */
  readonly message: string
  /** Why it matters. */
  readonly why: string
  /** What to do about it. */
  readonly fix: string
  /** Whether `--fix` can do it. */
  readonly fixable: boolean
  /** The versions of clacks that show it; empty if it does not depend on them. */
  readonly hosts: readonly string[]
}
