import { expect, it } from 'vitest'
import type { DevEvent } from '../src/dev/event.js'
import { screenLines } from '../src/dev/screen.js'

/** The lines on a screen of so many columns. */
function screen(columns: number, events: readonly DevEvent[]): readonly string[] {
  let written = ''
  const write = (text: string): void => {
    written += text
  }
  const report = screenLines(write, () => columns, false)
  for (const event of events) report(event)
  return written.trimEnd().split('\n')
}

it('breaks a text between words, and indents it', () => {
  const text = 'a rather long text that does not fit in forty columns'
  expect(screen(50, [{ event: 'answer', who: 'here', text }])).toEqual([
    'here         answer      a rather long text that',
    '                         does not fit in forty',
    '                         columns',
  ])
})

it('breaks a text without spaces anywhere', () => {
  expect(screen(45, [{ event: 'gets', who: 'tower-1', text: 'x'.repeat(45) }])).toEqual([
    `tower-1      gets        ${'x'.repeat(20)}`,
    `                         ${'x'.repeat(20)}`,
    `                         ${'x'.repeat(5)}`,
  ])
})

it.each([13, 20, 24, 40])('stays within the screen with a plugin whose name has %i letters', (letters) => {
  const who = 'p'.repeat(letters)
  const answer: DevEvent = { event: 'answer', who, text: 'one two three four five six seven '.repeat(5) }
  const lines = screen(80, [answer, { event: 'gets', who: 'tower-1', text: 'hello' }])
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  const column = Math.max(0, ...lines.slice(0, 1).map((line) => line.indexOf('one')))
  expect(lines.slice(1, -1).every((line) => line.search(/\S/) === column)).toBe(true)
  if (letters <= 24) expect(lines.at(-1)?.indexOf('hello')).toBe(column)
})
