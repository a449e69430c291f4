import { ClacksError } from '../errors.js'
import { formatIssue, type Issue } from '../issue.js'

/** The options of a plugin do not match its schema. Reports all issues at once. */
export class PluginOptionsError extends ClacksError {
  /** The id of the plugin. */
  readonly plugin: string
  readonly issues: readonly Issue[]

  constructor(plugin: string, issues: readonly Issue[]) {
    const lines = issues.map((issue) => `\n  - ${formatIssue(issue, 'options')}`)
    super('ERR_CLACKS_PLUGIN_OPTIONS', `The options of plugin "${plugin}" are invalid:${lines.join('')}\n`)
    this.plugin = plugin
    this.issues = issues
  }
}
