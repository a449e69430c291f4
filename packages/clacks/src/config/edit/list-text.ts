/** A piece of a text, from one offset to another. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A list in brackets as it is written in a text. */
export interface WrittenList extends Span {
  readonly items: readonly Span[]
}

/** Appends an item: on a line of its own if the last item has one. */
export function appendItem(text: string, { start, items }: WrittenList, item: string): string {
  const last = items.at(-1)
  if (last === undefined) return splice(text, { start: start + 1, end: start + 1 }, item)
  const before = text.slice(text.lastIndexOf('\n', last.start - 1) + 1, last.start)
  const between = before.trim() === '' ? `,\n${before}` : ', '
  return splice(text, { start: last.end, end: last.end }, between + item)
}

/** Removes an item and one comma. */
export function withoutItem(text: string, { items }: WrittenList, index: number): string {
  const [before, own, after] = [items[index - 1], items[index], items[index + 1]]
  if (own === undefined) return text
  if (after !== undefined) return splice(text, { start: own.start, end: after.start }, '')
  return splice(text, { start: before?.end ?? own.start, end: own.end }, '')
}

/** Replaces a piece of a text. */
export function splice(text: string, { start, end }: Span, put: string): string {
  return text.slice(0, start) + put + text.slice(end)
}
