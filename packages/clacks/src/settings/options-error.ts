import { ClacksError } from '../errors.js'
import { formatIssue, type Issue } from '../issue.js'

/**
 * The options of a node, or new settings for a running one, are invalid. Reports all issues at
 * once.
 */
export class OptionsError extends ClacksError {
  override readonly name = 'OptionsError'
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    const lines = issues.map((issue) => `\n  - ${formatIssue(issue)}`)
    super('ERR_CLACKS_OPTION', `The options of the node are invalid:${lines.join('')}\n`)
    this.issues = issues
  }
}
