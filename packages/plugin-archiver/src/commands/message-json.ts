import { printableJson } from 'clacks'
import type { ArchivedMessage } from '../reading/archive-reader.js'

/**
 * A message with its sightings as JSON, with the text of the message as it is; characters that a
 * terminal would interpret are escaped.
 * @param indent spaces of each level; 0 for one line
 */
export function jsonOf(
  { hash, json, message: _, ...rest }: Omit<ArchivedMessage, 'cursor'>,
  indent = 0,
): string {
  const [gap, colon] = indent === 0 ? ['', ':'] : [`\n${' '.repeat(indent)}`, ': ']
  const sightings = JSON.stringify(rest, undefined, indent).slice(1)
  return printableJson(`{${gap}"hash"${colon}"${hash}",${gap}"message"${colon}${json},${sightings}`)
}
