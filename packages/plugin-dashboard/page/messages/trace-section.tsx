import { useEffect, useState } from 'preact/hooks'
import type { TapCall } from '../api/types.js'
import { printable, printableLines, printableValue } from '../parts/printable.js'
import type { NodeState } from '../state/node-state.js'
import { type Passage, withCall } from './passages.js'

interface TraceSectionProps {
  readonly node: NodeState
  /** A text in the message to trace; empty for none. */
  readonly match: string
  readonly setMatch: (match: string) => void
}

/** The way of a message through all taps, with what each changed. */
export function TraceSection({ node, match, setMatch }: TraceSectionProps) {
  const [passages, setPassages] = useState<readonly Passage[]>([])
  const [text, setText] = useState(match)
  const [problem, setProblem] = useState('')
  const [isTracing, setTracing] = useState(false)
  useEffect(() => {
    setText(match)
    setPassages([])
    setProblem('')
    setTracing(false)
    if (match === '') return
    const stopped = new AbortController()
    node.client
      .stream(`/v1/trace?form=text&match=${encodeURIComponent(match)}`, stopped.signal, (events) => {
        setTracing(true)
        const calls = events.filter(({ name }) => name === 'tap').map(({ data }): TapCall => JSON.parse(data))
        if (calls.length > 0) setPassages((before) => calls.slice(-200).reduce(withCall, before))
      })
      .catch((thrown) => {
        if (!stopped.signal.aborted) setProblem(thrown instanceof Error ? thrown.message : String(thrown))
      })
    return () => stopped.abort()
  }, [node, match])
  return (
    <section aria-labelledby="trace-title">
      <h3 id="trace-title">Trace</h3>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          setMatch(text)
        }}
      >
        <label>
          Messages that contain{' '}
          <input
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            maxLength={200}
            required
          />
        </label>
        <button type="submit">Trace</button>
        {match !== '' && (
          <button type="button" onClick={() => setMatch('')}>
            Stop
          </button>
        )}
      </form>
      <p role="status" class={problem === '' ? '' : 'problem'}>
        {problem !== '' ? printableLines(problem) : stateText(match, isTracing, passages.length)}
      </p>
      <ol class="passages">
        {passages.map((passage) => (
          <PassageItem key={passage.number} passage={passage} />
        ))}
      </ol>
    </section>
  )
}

function stateText(match: string, isTracing: boolean, count: number): string {
  if (match === '') return 'Choose “Trace” beside a message, or enter a text.'
  if (!isTracing) return 'Connecting…'
  return count === 0 ? 'Waiting until such a message passes a plugin…' : ''
}

function PassageItem({ passage: { hook, message, calls } }: { readonly passage: Passage }) {
  return (
    <li>
      <p>
        <strong>{printable(hook, 60)}</strong> <bdi class="message">{printable(message, 300)}</bdi>
      </p>
      <ol class="taps">
        {calls.map((call) => (
          <li key={call.order}>
            <strong>{printable(call.plugin, 80)}</strong> {call.took.toFixed(2)} ms{resultOf(call)}
            <ul>
              {call.changes.slice(0, 50).map(({ path, before, after }) => (
                <li key={path}>
                  <code>{printable(path, 100)}</code>: <del>{printableValue(before)}</del> →{' '}
                  <ins>{printableValue(after)}</ins>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </li>
  )
}

function resultOf({ verdict, reason, failed, changes }: TapCall): string {
  if (failed !== undefined) return `, failed: ${printable(failed)}`
  if (verdict !== undefined) return `, ${verdict}${reason === undefined ? '' : `: ${printable(reason)}`}`
  return changes.length === 0 ? ', passed on unchanged' : ', changed'
}
