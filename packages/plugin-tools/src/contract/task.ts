import type { VerifySettings } from '../verify/manifest.js'

/** The input of the program in the sandbox. */
export interface ContractTask {
  /** The name of the package. */
  readonly name: string
  readonly settings: VerifySettings
  /** The options schema in the package. */
  readonly schema?: unknown
}

/** A check that failed there. */
export interface ContractIssue {
  /** The id of a rule, or `contract/…`. */
  readonly check: string
  readonly message: string
}

/** The output of the program in the sandbox. */
export interface ContractResult {
  /** How many checks ran. */
  readonly checks: number
  readonly issues: readonly ContractIssue[]
}
