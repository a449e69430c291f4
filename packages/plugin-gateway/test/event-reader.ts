/** An event as it was sent. */
export interface ReadEvent {
  readonly event: string
  readonly id: string | undefined
  readonly data: string
}

/** The server-sent events of an answer, as they come. */
export async function* eventsOf(response: Response): AsyncGenerator<ReadEvent, void, undefined> {
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => fieldOf(line)),
      )
      text = text.slice(end + 2)
      const data = fields.get('data')
      if (data !== undefined) yield { event: fields.get('event') ?? 'message', id: fields.get('id'), data }
    }
  }
}

function fieldOf(line: string): [string, string] {
  const at = line.indexOf(': ')
  return [line.slice(0, at), line.slice(at + 2)]
}
