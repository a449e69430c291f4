import { useState } from 'preact/hooks'
import type { Network } from '../state/network.js'
import type { NodeState } from '../state/node-state.js'
import { useStore } from '../state/store.js'
import { printable, printableLines } from './printable.js'

/** The nodes that the page shows: select one, see how it is, log in. */
export function NodeBar({ network }: { readonly network: Network }) {
  useStore(network)
  return (
    <section class="nodes" aria-label="Nodes">
      {network.nodes.map((node) => (
        <NodeItem key={node.client.origin} node={node} network={network} />
      ))}
    </section>
  )
}

function NodeItem({ node, network }: { readonly node: NodeState; readonly network: Network }) {
  const { connection, problem, status } = node
  return (
    <div class="node">
      <button
        type="button"
        aria-pressed={node === network.selected}
        onClick={() => network.select(node)}
        title={node.client.origin}
      >
        <bdi>{printable(node.name, 80)}</bdi>
      </button>{' '}
      <span role="status">
        {connection === 'connected' && status !== undefined ? summary(node) : connection}
        {connection !== 'connected' && problem !== '' && (
          <span class="problem">: {printableLines(problem)}</span>
        )}
      </span>
      {connection === 'logged out' && <LoginForm node={node} network={network} />}
    </div>
  )
}

function summary({ status, readOnly }: NodeState): string {
  if (status === undefined) return ''
  const { statistics, peers, version } = status
  const parts = [
    `clacks ${version}`,
    `${statistics.queued.toLocaleString('en')} waiting`,
    `${peers.alive.toLocaleString('en')} peers alive`,
    ...(readOnly ? ['read-only'] : []),
  ]
  return parts.join(' · ')
}

function LoginForm({ node, network }: { readonly node: NodeState; readonly network: Network }) {
  const [code, setCode] = useState('')
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault()
        network.add(node.client.origin, code.trim())
      }}
    >
      <p>
        Run <code>clacks dashboard</code> again beside the node, or enter the code that it prints after{' '}
        <code>login=</code>.
      </p>
      <label>
        Login code{' '}
        <input
          value={code}
          onInput={({ currentTarget }) => setCode(currentTarget.value)}
          autocomplete="off"
          required
        />
      </label>
      <button type="submit">Log in</button>
    </form>
  )
}
