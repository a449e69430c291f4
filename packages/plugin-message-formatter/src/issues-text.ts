import { formatIssue, type Issue } from 'clacks'

/** A message can have very many issues: the text lists only the first ones. */
const MAX_LISTED = 10

/** The issues of a message on one line. The sender is a program: it needs no "Did you mean". */
export function issuesText(issues: readonly Issue[]): string {
  const listed = issues
    .slice(0, MAX_LISTED)
    .map(({ path, message }) => formatIssue({ path, message }, 'message'))
  if (issues.length > MAX_LISTED) listed.push(`and ${issues.length - MAX_LISTED} more`)
  return listed.join('; ')
}
