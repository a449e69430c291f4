import { duplicateKeyIn, type Issue, stringifyMessage } from 'clacks'

/**
 * What is wrong with the text of a message, beside the message that was parsed from it: a key that
 * occurs twice. A schema sees one of the two values, and another program may see the other.
 */
export function textIssue({
  message,
  json,
}: {
  readonly message: unknown
  readonly json: string
}): Issue | undefined {
  return json === stringifyMessage(message) ? undefined : duplicateKeyIn(json)
}
