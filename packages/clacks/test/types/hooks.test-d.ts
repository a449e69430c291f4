// What must compile and what must not. Checked by `tsc`, never run.
import { drop, hold } from '../../src/hooks/verdict.js'
import type { Clacks } from '../../src/node.js'

export function taps({ hooks }: Clacks<{ text: string }>): void {
  hooks.received.tap('app', (reception) => {
    reception.message = { text: reception.message.text.trim() }
  })
  hooks.received.tap({ name: 'app', stage: 1 }, ({ message }) =>
    message.text === '' ? drop('empty') : undefined,
  )
  hooks.beforeSend.tap('app', () => {})
  hooks.beforeSend.tap('app', () => hold('later'))
  hooks.admitPeer.tap('app', () => {})
  hooks.admitPeer.tap('app', ({ port }) => port > 1023)

  // @ts-expect-error tapable does not await a function that is given to `tap`
  hooks.received.tap('app', async () => {})
  // @ts-expect-error a verdict of the other hook
  hooks.received.tap('app', () => hold('later'))
  // @ts-expect-error not a verdict
  hooks.beforeSend.tap('app', () => false)
  // @ts-expect-error the answer is needed at once
  hooks.admitPeer.tap('app', async () => false)
}
