import { printable } from '../parts/printable.js'
import type { ListedEvent } from '../state/feed.js'

interface EventTableProps {
  /** Newest first. */
  readonly events: readonly ListedEvent[]
  /** Whether to say which node reported an event. */
  readonly showNode: boolean
  readonly trace: (match: string) => void
}

/** The latest events. */
export function EventTable({ events, showNode, trace }: EventTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be focused
    <section class="scroll events" tabIndex={0} aria-label="Latest events">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {showNode && <th scope="col">Node</th>}
            <th scope="col">Event</th>
            <th scope="col">Peer</th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <tbody>
          {events.map(({ number, time, node, event, peer, details, message }) => (
            <tr key={number}>
              <td>{new Date(time).toLocaleTimeString()}</td>
              {showNode && (
                <td>
                  <bdi>{printable(node, 80)}</bdi>
                </td>
              )}
              <td>
                {printable(event, 40)} <small>{detailText(details)}</small>
              </td>
              <td>
                <bdi>{printable(peer ?? '', 80)}</bdi>
              </td>
              <td class="message">
                <bdi>{printable(message ?? '', 160)}</bdi>{' '}
                {message !== undefined && (
                  <button
                    type="button"
                    class="link"
                    aria-label={`Trace the message ${printable(message, 60)}`}
                    onClick={() => trace(message.slice(0, 200))}
                  >
                    Trace
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function detailText(details: Readonly<Record<string, unknown>> | undefined): string {
  const parts = Object.entries(details ?? {}).map(([name, value]) => `${name}: ${String(value)}`)
  return printable(parts.join(', '), 200)
}
