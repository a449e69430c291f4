import { MESSAGE } from '../../wire/measured.cjs'
import { receive } from './received.mjs'

/** Receives chunks of text, with one JSON text a line. */
export function receiveLines() {
  let rest = ''
  return (chunk) => {
    const text = rest + chunk
    let begin = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', begin)) {
      receive(JSON.parse(text.slice(begin, end)))
      begin = end + 1
    }
    rest = text.slice(begin)
  }
}

/** One message as a line. */
export const line = () => `${JSON.stringify(MESSAGE)}\n`
