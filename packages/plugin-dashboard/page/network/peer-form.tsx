import { useState } from 'preact/hooks'
import { Outcome } from '../parts/outcome.js'
import { useAction } from '../parts/use-action.js'
import type { NodeState } from '../state/node-state.js'
import { addressIn } from './address.js'

/** Adds a peer, or announces the node to it. */
export function PeerForm({ node }: { readonly node: NodeState }) {
  const [text, setText] = useState('')
  const action = useAction()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const announces = event.submitter?.getAttribute('value') === 'announce'
    action.run(async () => {
      const address = addressIn(text)
      const done = announces ? await announce(node, address) : await add(node, address)
      await node.readPeers()
      return done
    })
  }
  return (
    <form class="row" onSubmit={submit} aria-label="Add a peer">
      <label>
        Peer (host:port){' '}
        <input
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          placeholder="tower-2.example:8080"
          maxLength={260}
          required
        />
      </label>
      <button type="submit" value="add" disabled={action.isRunning}>
        Add
      </button>
      <button type="submit" value="announce" disabled={action.isRunning}>
        Announce
      </button>
      <Outcome action={action} />
    </form>
  )
}

type Address = ReturnType<typeof addressIn>

async function add({ client }: NodeState, address: Address): Promise<string> {
  await client.post('/v1/peers', address)
  return `${address.hostname}:${address.port} is added.`
}

async function announce({ client }: NodeState, address: Address): Promise<string> {
  const { accepted } = await client.post<{ accepted: boolean }>('/v1/peers/announce', address)
  return `${address.hostname}:${address.port} ${accepted ? 'accepted' : 'did not accept'} the announce.`
}
