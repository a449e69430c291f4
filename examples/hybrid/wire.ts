import { definePlugin, stringifyMessage } from 'clacks'

/** A message of a correspondent. */
export interface Dispatch {
  readonly class: 'dispatch'
  readonly tag: string
  readonly place: string
  readonly text: string
}

/** Several dispatches, published by the wire service. */
export interface Edition {
  readonly class: 'edition'
  readonly number: number
  readonly tags: readonly string[]
  readonly items: readonly string[]
}

/** Dispatches to remember: each is published once. */
const REMEMBERED = 10_000

/** Collects dispatches by tag, and publishes an edition of every few of them. */
export default definePlugin({
  name: 'wire',
  after: ['?message-formatter'],
  options: {
    type: 'object',
    properties: {
      tags: { type: 'array', items: { type: 'string' } },
      perEdition: { type: 'integer', minimum: 1, default: 10, description: 'Dispatches in an edition.' },
    },
    required: ['tags'],
    additionalProperties: false,
  },
  setup({ hooks, node }, { tags, perEdition }) {
    const known = new Set<string>()
    let number = 0
    let desk: Dispatch[] = []
    hooks.queued.tap((message) => {
      if (!isDispatch(message) || !tags.includes(message.tag) || known.has(stringifyMessage(message))) return
      known.add(stringifyMessage(message))
      const [oldest] = known
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
      desk.push(message)
      if (desk.length < perEdition) return
      node.enqueue(editionOf(++number, desk))
      desk = []
    })
  },
})

function editionOf(number: number, dispatches: readonly Dispatch[]): Edition {
  const items = dispatches.map(({ place, text }) => `${place.toUpperCase()}: ${text}`)
  return { class: 'edition', number, tags: [...new Set(dispatches.map(({ tag }) => tag))].sort(), items }
}

function isDispatch(message: unknown): message is Dispatch {
  const { class: name, tag, place, text } = Object(message)
  return name === 'dispatch' && [tag, place, text].every((each) => typeof each === 'string')
}
