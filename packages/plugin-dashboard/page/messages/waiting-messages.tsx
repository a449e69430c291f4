import { useEffect, useState } from 'preact/hooks'
import { printable } from '../parts/printable.js'
import type { NodeState } from '../state/node-state.js'

const SHOWN = 10
const READ_MS = 2_000

interface Waiting {
  readonly total: number
  readonly messages: readonly string[]
}

interface WaitingMessagesProps {
  readonly node: NodeState
  readonly trace: (match: string) => void
}

/** The oldest messages in the queue of a node. */
export function WaitingMessages({ node, trace }: WaitingMessagesProps) {
  const [{ total, messages }, setWaiting] = useState<Waiting>({ total: 0, messages: [] })
  const isConnected = node.connection === 'connected'
  useEffect(() => {
    if (!isConnected) return
    let isShown = true
    const read = (): void => {
      node.client.get<Waiting>(`/v1/messages?form=text&limit=${SHOWN}`).then(
        (waiting) => isShown && setWaiting(waiting),
        // The state of the connection says what is wrong.
        () => {},
      )
    }
    read()
    const timer = setInterval(read, READ_MS)
    return () => {
      isShown = false
      clearInterval(timer)
    }
  }, [node, isConnected])
  return (
    <section aria-labelledby="waiting-title">
      <h3 id="waiting-title">Waiting in the queue</h3>
      <p>
        {total > messages.length
          ? `The oldest ${messages.length} of ${total.toLocaleString('en')}.`
          : `${total} messages.`}
      </p>
      <ol class="waiting">
        {messages.map((message, index) => (
          <li key={index}>
            <bdi>{printable(message, 160)}</bdi>{' '}
            <button
              type="button"
              class="link"
              aria-label={`Trace the message ${printable(message, 60)}`}
              onClick={() => trace(message.slice(0, 200))}
            >
              Trace
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}
