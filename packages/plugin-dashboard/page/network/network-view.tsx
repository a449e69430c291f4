import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { printable } from '../parts/printable.js'
import type { ViewProps } from '../parts/view.js'
import { everyFrame, wantsMotion } from '../state/motion.js'
import { useStore } from '../state/store.js'
import { Graph } from './graph.js'
import { PeerForm } from './peer-form.js'
import { PeerTable } from './peer-table.js'
import { Picture } from './picture.js'
import { SYMBOLS } from './symbols.js'

/** Peers as a graph that moves, and as a table. */
export function NetworkView({ network, node }: ViewProps) {
  useStore(network)
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useRef<Picture | null>(null)
  const graph = useMemo(() => new Graph(), [])
  const [selected, select] = useState<string>()

  graph.update(network.nodes.map(({ name, peers }) => ({ address: name, peers })))
  if (picture.current !== null) picture.current.selected = selected

  useEffect(() => {
    if (canvas.current === null) return
    const shown = new Picture(canvas.current, graph)
    picture.current = shown
    const moves = wantsMotion()
    const stopEvents = moves
      ? network.onEvent((from, event) => shown.message(from.name, event, performance.now()))
      : () => {}
    const stopFrames = everyFrame((now) => {
      if (moves) graph.step()
      else while (graph.step());
      shown.draw(now)
    })
    return () => {
      stopEvents()
      stopFrames()
    }
  }, [network, graph])

  const pick = ({ offsetX, offsetY }: MouseEvent): void =>
    select(picture.current?.at(offsetX, offsetY)?.address)
  const left = picture.current?.left ?? 0
  const shown = network.nodes.reduce((sum, { peers }) => sum + peers.size, 0)
  const total = network.nodes.reduce((sum, { peerTotal }) => sum + peerTotal, 0)
  return (
    <>
      <figure>
        {/* The table below says and does the same for the keyboard. */}
        <canvas
          ref={canvas}
          class="graph"
          role="img"
          aria-label={`Graph of ${graph.vertices.length} nodes and peers. The table below lists them.`}
          onClick={pick}
        />
        <figcaption>
          <ul class="legend" aria-label="Legend">
            {Object.entries(SYMBOLS).map(([status, { mark, text }]) => (
              <li key={status}>
                <span class={`status-${status}`} aria-hidden="true">
                  {mark}
                </span>{' '}
                {status === 'own' ? text : `${text}`}
              </li>
            ))}
          </ul>
          <p>
            A dot is a message on its way. Each message carries the address of one alive peer, a friend, from
            which others learn of it.
            {left > 0 &&
              ` ${left.toLocaleString('en')} messages were left out of the picture: too many to follow.`}
            {total > shown &&
              ` ${shown.toLocaleString('en')} of ${total.toLocaleString('en')} peers are shown.`}
          </p>
        </figcaption>
      </figure>
      <p class="visually-hidden" role="status">
        {selected === undefined ? '' : `Selected: ${printable(selected)}`}
      </p>
      {!node.readOnly && <PeerForm node={node} />}
      <PeerTable node={node} selected={selected} select={select} />
    </>
  )
}
