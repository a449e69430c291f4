/** One server-sent event. */
export interface ServerEvent {
  readonly id: string | undefined
  readonly name: string
  readonly data: string
}

/** A line without an end may not grow without a limit. */
const MAX_PENDING = 4_000_000

/** Splits a stream of text into server-sent events. */
export class EventParser {
  #pending = ''

  /** @returns the events that end in this part. @throws Error if an event is too long */
  push(text: string): readonly ServerEvent[] {
    const blocks = (this.#pending + text).split('\n\n')
    this.#pending = blocks.pop() ?? ''
    if (this.#pending.length > MAX_PENDING) throw new Error('An event of the gateway is too long.')
    return blocks.map(eventIn).filter((event) => event !== undefined)
  }
}

/** Undefined for a comment, which only shows that the stream is alive. */
function eventIn(block: string): ServerEvent | undefined {
  let id: string | undefined
  let name = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([a-z]+): ?(.*)$/s.exec(line) ?? []
    if (field === 'id') id = value
    else if (field === 'event') name = value
    else if (field === 'data') data.push(value)
  }
  return data.length === 0 ? undefined : { id, name, data: data.join('\n') }
}
