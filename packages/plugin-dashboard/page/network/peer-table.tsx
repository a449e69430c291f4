import { useState } from 'preact/hooks'
import type { Peer } from '../api/types.js'
import { Outcome } from '../parts/outcome.js'
import { printable } from '../parts/printable.js'
import { type Action, useAction } from '../parts/use-action.js'
import type { NodeState } from '../state/node-state.js'
import { SYMBOLS } from './symbols.js'

/** Rows that are shown: the filter finds the others. */
const MAX_ROWS = 100

interface PeerTableProps {
  readonly node: NodeState
  readonly selected: string | undefined
  readonly select: (address: string | undefined) => void
}

/** The peers of a node, with what can be done about each. */
export function PeerTable({ node, selected, select }: PeerTableProps) {
  const [filter, setFilter] = useState('')
  const action = useAction()
  const matching = [...node.peers].filter(
    ([address, { status }]) => address.includes(filter) || status === filter,
  )
  const rows = matching.slice(0, MAX_ROWS)
  const chosen = selected === undefined ? undefined : node.peers.get(selected)
  if (selected !== undefined && chosen !== undefined && rows.every(([address]) => address !== selected))
    rows.unshift([selected, chosen])
  return (
    <section aria-labelledby="peers-title">
      <h3 id="peers-title">Peers of {printable(node.name, 80)}</h3>
      <label>
        Filter by address or status{' '}
        <input
          type="search"
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
          maxLength={260}
        />
      </label>
      <p>
        {matching.length > MAX_ROWS
          ? `The first ${MAX_ROWS} of ${matching.length.toLocaleString('en')}.`
          : `${matching.length} ${matching.length === 1 ? 'peer' : 'peers'}.`}
      </p>
      <Outcome action={action} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be focused */}
      <section class="scroll" tabIndex={0} aria-label="Table of peers">
        <table>
          <thead>
            <tr>
              <th scope="col">Peer</th>
              <th scope="col">Status</th>
              <th scope="col">Since</th>
              <th scope="col">Pinned key</th>
              <th scope="col">Last error</th>
              {!node.readOnly && <th scope="col">Actions</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(([address, peer]) => (
              <PeerRow
                key={address}
                address={address}
                peer={peer}
                node={node}
                action={action}
                isSelected={address === selected}
                select={select}
              />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

interface PeerRowProps {
  readonly address: string
  readonly peer: Peer
  readonly node: NodeState
  readonly action: Action
  readonly isSelected: boolean
  readonly select: (address: string | undefined) => void
}

function PeerRow({ address, peer, node, action, isSelected, select }: PeerRowProps) {
  const { status, time, key, lastError, hostname, port } = peer
  const name = printable(address, 120)
  const act = (path: string, done: string) => () =>
    action.run(async () => {
      await node.client.post(path, { hostname, port })
      await node.readPeers()
      return `${address}: ${done}.`
    })
  return (
    <tr class={isSelected ? 'selected' : ''}>
      <th scope="row">
        <button
          type="button"
          class="link"
          aria-pressed={isSelected}
          onClick={() => select(isSelected ? undefined : address)}
        >
          <bdi>{name}</bdi>
        </button>
      </th>
      <td>
        <span class={`status-${status}`} aria-hidden="true">
          {SYMBOLS[status].mark}
        </span>{' '}
        {status}
      </td>
      <td>{time === undefined ? '' : new Date(time).toLocaleTimeString()}</td>
      <td>
        <code title={key}>{key === undefined ? '' : `${printable(key, 12)}`}</code>
      </td>
      <td>
        <bdi>{printable(lastError ?? '')}</bdi>
      </td>
      {!node.readOnly && (
        <td>
          <button
            type="button"
            aria-label={`Announce to ${name}`}
            disabled={action.isRunning}
            onClick={act('/v1/peers/announce', 'announced')}
          >
            Announce
          </button>{' '}
          {status === 'ignored' ? (
            <button
              type="button"
              aria-label={`Stop ignoring ${name}`}
              disabled={action.isRunning}
              onClick={act('/v1/peers/unignore', 'not ignored any more')}
            >
              Unignore
            </button>
          ) : (
            <button
              type="button"
              aria-label={`Ignore ${name}`}
              disabled={action.isRunning}
              onClick={act('/v1/peers/ignore', 'ignored')}
            >
              Ignore
            </button>
          )}
        </td>
      )}
    </tr>
  )
}
