import colors from 'picocolors'
import type { VerifyReport } from './verify.js'

/**
 * The report for people: for each issue what is wrong, why it matters, the fix, and how to switch
 * the rule off.
 */
export function reportText({ name, version, hosts, checks, issues, off }: VerifyReport): string {
  const lines = [`${colors.bold(`${name} ${version}`)} with ${hosts.join(', ') || 'no clacks'}`, '']
  for (const { rule, message, why, fix, fixable, hosts: seen } of issues) {
    const where = seen.length > 0 && seen.length < hosts.length ? ` (only with ${seen.join(', ')})` : ''
    lines.push(
      `${colors.red('✖')} ${colors.bold(rule)}${where}  ${message}`,
      `    why   ${why}`,
      `    fix   ${fix}${fixable ? ' Or: clacks-plugin verify --fix' : ''}`,
      `    off   "clacks-verify": { "off": { "${rule}": "the reason" } } in package.json`,
      '',
    )
  }
  for (const { rule, message, reason } of off)
    lines.push(`${colors.yellow('-')} ${rule}  ${message}`, `    off: ${reason}`, '')
  const failed = issues.length
  lines.push(
    failed === 0
      ? `${colors.green('✔')} ${checks} checks, no issues`
      : `${colors.red('✖')} ${checks} checks, ${failed} ${failed === 1 ? 'issue' : 'issues'}`,
  )
  return lines.join('\n')
}
