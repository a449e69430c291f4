import type { Issue } from 'clacks'
import { issuesText } from './issues-text.js'

/** A message does not match the schema of its class. */
export class InvalidMessageError extends TypeError {
  override readonly name = 'InvalidMessageError'
  /** Everything that is wrong with the message. */
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super(`Invalid message: ${issuesText(issues)}.`)
    this.issues = issues
  }
}
