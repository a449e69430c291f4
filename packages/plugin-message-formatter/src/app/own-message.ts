import { type Clacks, ClacksError, describeValue, stringifyMessage } from 'clacks'
import { InvalidMessageError } from '../invalid-message.js'
import { asFields, type Fields, type MessageReader } from './message-class.js'
import { optionalSignatures } from './signatures.js'

/** The part of a node that `enqueue` needs; `service` if it signs. */
export type Enqueuer = Pick<Clacks, 'enqueue'> & Partial<Pick<Clacks, 'service'>>

/**
 * Checks a message of this application as JSON, which is what is sent.
 * @throws InvalidMessageError, TypeError, ClacksError ERR_CLACKS_MESSAGE_NOT_JSON
 */
export function checkOwn(reader: MessageReader, message: Fields): void {
  const read = reader.readOwn(asFields(JSON.parse(stringifyMessage(message))))
  if (read instanceof Promise)
    throw new TypeError(
      `The schema of the class ${describeValue(reader.name)} validates only asynchronously.`,
    )
  if (!('issues' in read)) return
  const asValue = reader.readOwn(message)
  const isJsonOnly = !(asValue instanceof Promise) && !('issues' in asValue)
  const note = isJsonOnly ? ' (in the JSON that is sent, where a Date is a string and a Map is {})' : ''
  throw new InvalidMessageError(read.issues.map((issue) => ({ ...issue, message: issue.message + note })))
}

/** The message with a signature. @throws ClacksError ERR_CLACKS_SERVICE_MISSING */
export function signed(node: Enqueuer, message: object): object {
  const signatures = optionalSignatures((key) => node.service?.(key))
  if (signatures !== undefined) return signatures.sign(message)
  const text = 'The messages of this application are signed, and the node has no signer.'
  throw new ClacksError('ERR_CLACKS_SERVICE_MISSING', text)
}
