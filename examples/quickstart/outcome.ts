import { type History, type MessageRecord, missingFor, TOWERS } from './history.js'
import { columns, oneLine } from './table.js'

/** How a run ended. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'late'; readonly seconds: number }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'failed'; readonly reason: string }

const EXIT_CODES: Record<Outcome['kind'], number> = { done: 0, late: 1, failed: 1, interrupted: 130 }

/** The exit code of the process. */
export function exitCodeOf({ kind }: Outcome): number {
  return EXIT_CODES[kind]
}

/** What happened: two tables and a closing sentence. @param width columns of the terminal */
export function summary(history: History, outcome: Outcome, width: number): string {
  return [nodeTable(history), messageTable(history, width), conclusion(history, outcome)].join('\n\n')
}

function nodeTable({ towers }: History): string {
  const heads = [
    { head: 'node' },
    { head: 'address' },
    { head: 'received', right: true },
    { head: 'sent', right: true },
    { head: 'knows' },
  ]
  const rows = towers.map(({ name, address, received, sent, peers }) => [
    name,
    address,
    received,
    sent,
    countOf([...peers.values()]),
  ])
  return columns(heads, rows)
}

function countOf(statuses: readonly string[]): string {
  const kinds = [...new Set(statuses)]
  return kinds.map((kind) => `${statuses.filter((status) => status === kind).length} ${kind}`).join(', ')
}

function messageTable({ messages }: History, width: number): string {
  const number = Math.max(1, String(messages.length).length)
  const taken = number + TOWERS.length * 9 + 18
  const longest = Math.max(7, ...messages.map(({ text }) => text.length))
  const heads = [
    { head: '#', width: number, right: true },
    { head: 'message', width: Math.max(12, Math.min(longest, width - taken)) },
    { head: 'hops', right: true },
    { head: 'stamped', right: true },
    ...TOWERS.map((head) => ({ head, right: true })),
  ]
  return columns(heads, messages.map(messageRow))
}

function messageRow({ number, text, hops, stamped, visits, expected }: MessageRecord): (string | number)[] {
  const towers = TOWERS.map((tower) => visits.get(tower) ?? (expected.includes(tower) ? 0 : '-'))
  return [number, oneLine(text), hops, stamped, ...towers]
}

/** The closing sentence. */
export function conclusion({ messages, done }: History, outcome: Outcome): string {
  switch (outcome.kind) {
    case 'done': {
      const everywhere = messages.every(({ expected }) => expected.length === TOWERS.length)
      const where = everywhere ? 'every node' : 'every node that can carry it'
      const count = messages.length === 1 ? '1 message' : `${messages.length} messages`
      return `Every message has visited ${where}: ${count}, ${TOWERS.length} nodes.`
    }
    case 'interrupted':
      return `Interrupted: ${done} of ${messages.length} messages have visited every node.`
    case 'failed':
      return `The run failed: ${outcome.reason}`
    case 'late': {
      const late = messages.filter((message) => missingFor(message).length > 0)
      const lines = late.map(
        (message) => `  #${message.number} has not visited ${missingFor(message).join(', ')}`,
      )
      return [
        `${outcome.seconds} seconds have passed and some messages are still on their way:`,
        ...lines,
      ].join('\n')
    }
  }
}
