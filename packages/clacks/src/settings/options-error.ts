import { ClacksError } from '../errors.js'
import { formatIssue, type Issue } from '../issue.js'

/**
 * The options of a node or of a simulated network, or new settings for a running node, are invalid.
 * Reports all issues at once.
 */
export class OptionsError extends ClacksError {
  override readonly name = 'OptionsError'
  readonly issues: readonly Issue[]

  /** @param of whose options they are */
  constructor(issues: readonly Issue[], of: 'node' | 'network' = 'node') {
    const lines = issues.map((issue) => `\n  - ${formatIssue(issue)}`)
    super('ERR_CLACKS_OPTION', `The options of the ${of} are invalid:${lines.join('')}\n`)
    this.issues = issues
  }
}
