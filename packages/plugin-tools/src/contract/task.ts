import type { VerifySettings } from '../verify/manifest.js'

/** What the program in the sandbox is asked to do. */
export interface ContractTask {
  /** The name of the package. */
  readonly name: string
  readonly settings: VerifySettings
  /** The options schema in the package. */
  readonly schema?: unknown
}

/** One check that failed there: the id of a rule, or `contract/…`. */
export interface ContractFinding {
  readonly check: string
  readonly problem: string
}

/** What it found. */
export interface ContractResult {
  /** How many checks were run. */
  readonly checks: number
  readonly findings: readonly ContractFinding[]
}
