import colors from 'picocolors'
import type { VerifyReport } from './verify.js'

/** The report for people: what holds in one line, and for each finding what, why, the mend, and how to switch it off. */
export function reportText({ name, version, hosts, checks, findings, off }: VerifyReport): string {
  const lines = [`${colors.bold(`${name} ${version}`)} with ${hosts.join(', ') || 'no clacks'}`, '']
  for (const { rule, problem, why, mend, fixable, hosts: seen } of findings) {
    const where = seen.length > 0 && seen.length < hosts.length ? ` (only with ${seen.join(', ')})` : ''
    lines.push(
      `${colors.red('✖')} ${colors.bold(rule)}${where}  ${problem}`,
      `    why   ${why}`,
      `    mend  ${mend}${fixable ? ' Or: clacks-plugin verify --fix' : ''}`,
      `    off   "clacks-verify": { "off": { "${rule}": "the reason" } } in package.json`,
      '',
    )
  }
  for (const { rule, problem, reason } of off)
    lines.push(`${colors.yellow('-')} ${rule}  ${problem}`, `    off: ${reason}`, '')
  const failed = findings.length
  lines.push(
    failed === 0
      ? `${colors.green('✔')} ${checks} checks, nothing wrong`
      : `${colors.red('✖')} ${checks} checks, ${failed} ${failed === 1 ? 'finding' : 'findings'}`,
  )
  return lines.join('\n')
}
