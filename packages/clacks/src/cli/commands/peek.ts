import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { writeTable } from '../terminal/table.js'
import { writeJsonText, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'

/** `clacks peek`: shows the oldest messages in the queue. */
export async function peek(options: ConfigOptions & { readonly limit: number }): Promise<ExitCode> {
  const { total, messages } = await reach(options, (control) => control.peekJson(options.limit))
  if (options.json === true) {
    writeJsonText(`{"total":${total},"messages":[${messages.join(',')}]}`)
    return EXIT.done
  }
  if (total === 0) writeLine('the queue is empty')
  writeTable(messages.map((message, index) => [String(index + 1), message]))
  if (total > messages.length) writeLine(`and ${total - messages.length} more`)
  return EXIT.done
}
