import { useEffect, useRef, useState } from 'preact/hooks'
import { Outcome } from '../parts/outcome.js'
import { printable } from '../parts/printable.js'
import { useAction } from '../parts/use-action.js'
import type { ViewProps } from '../parts/view.js'
import { LISTED_PER_SECOND } from '../state/feed.js'
import { everyFrame, wantsMotion } from '../state/motion.js'
import { useStore } from '../state/store.js'
import { EventTable } from './event-table.js'
import { FlowPicture } from './flow-picture.js'
import { TraceSection } from './trace-section.js'
import { WaitingMessages } from './waiting-messages.js'

/** Messages as they come, wait and go, and the trace of one. */
export function MessagesView({ network, node }: ViewProps) {
  useStore(network)
  const { feed } = network
  const [traced, trace] = useState('')
  return (
    <>
      {!node.readOnly && <SendForm node={node} network={network} />}
      <Flow network={network} node={node} />
      <section aria-labelledby="events-title">
        <h3 id="events-title">Events</h3>
        <div class="row">
          <button type="button" aria-pressed={feed.isPaused} onClick={() => network.pause(!feed.isPaused)}>
            Pause
          </button>
          <p>
            {feed.seen.toLocaleString('en')} seen.{' '}
            {feed.left > 0 &&
              `A sample is listed, at most ${LISTED_PER_SECOND} a second: ${feed.left.toLocaleString('en')} were left out. `}
            {feed.skipped > 0 &&
              `The gateway left out ${feed.skipped.toLocaleString('en')}: the page read too slowly.`}
          </p>
        </div>
        <EventTable events={feed.listed} showNode={network.nodes.length > 1} trace={trace} />
      </section>
      <WaitingMessages node={node} trace={trace} />
      <TraceSection node={node} match={traced} setMatch={trace} />
    </>
  )
}

function SendForm({ node }: ViewProps) {
  const [text, setText] = useState('')
  const action = useAction()
  return (
    <form
      class="row"
      aria-label="Send a message"
      onSubmit={(event) => {
        event.preventDefault()
        action.run(async () => {
          await node.client.post('/v1/messages', jsonOf(text))
          setText('')
          return 'The message is in the queue.'
        })
      }}
    >
      <label class="wide">
        Message (JSON, or plain text)
        <textarea
          rows={2}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          required
        />
      </label>
      <button type="submit" disabled={action.isRunning}>
        Send
      </button>
      <Outcome action={action} />
    </form>
  )
}

/** The JSON text of what a person wrote: as it is if it is JSON, with all digits of its numbers. */
function jsonOf(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch {
    return JSON.stringify(text)
  }
}

function Flow({ network, node }: ViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useRef<FlowPicture | null>(null)
  useEffect(() => {
    if (canvas.current === null) return
    const shown = new FlowPicture(canvas.current, wantsMotion())
    picture.current = shown
    const stopEvents = network.onEvent((from, event) => {
      if (from === node) shown.event(event, performance.now())
    })
    const stopFrames = everyFrame((now) => shown.draw(now, node.status?.statistics.queued ?? 0))
    return () => {
      stopEvents()
      stopFrames()
    }
  }, [network, node])
  const latest = node.samples.list.at(-1)
  const rates = latest?.rates
  const left = picture.current?.left ?? 0
  return (
    <figure>
      <canvas
        ref={canvas}
        class="flow"
        role="img"
        aria-label="Messages that come, wait in the queue, and go"
      />
      <figcaption>
        {printable(node.name, 80)}: {rates?.received.toFixed(1) ?? 0} received and{' '}
        {rates?.sent.toFixed(1) ?? 0} sent a second, {latest?.queued.toLocaleString('en') ?? 0} waiting.
        {left > 0 && ` A sample is drawn: ${left.toLocaleString('en')} messages were left out.`}
      </figcaption>
    </figure>
  )
}
