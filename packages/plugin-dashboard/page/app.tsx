import { useEffect, useState } from 'preact/hooks'
import { ChartsView } from './charts/charts-view.js'
import { ConfigView } from './config/config-view.js'
import { MessagesView } from './messages/messages-view.js'
import { NetworkView } from './network/network-view.js'
import { NodeBar } from './parts/node-bar.js'
import { PluginsView } from './plugins/plugins-view.js'
import type { Network } from './state/network.js'
import { useStore } from './state/store.js'

const VIEWS = {
  network: { title: 'Network', View: NetworkView },
  messages: { title: 'Messages', View: MessagesView },
  charts: { title: 'Charts', View: ChartsView },
  plugins: { title: 'Plugins', View: PluginsView },
  config: { title: 'Config', View: ConfigView },
} as const

type ViewName = keyof typeof VIEWS

/** The whole page. */
export function App({ network }: { readonly network: Network }) {
  useStore(network)
  const [view, show] = useState<ViewName>(viewInAddress)
  useEffect(() => {
    const changed = (): void => show(viewInAddress())
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  const { title, View } = VIEWS[view]
  useEffect(() => {
    document.title = `${title} – clacks`
  }, [title])
  return (
    <>
      <header>
        <h1>clacks</h1>
        <nav aria-label="Views">
          {Object.entries(VIEWS).map(([name, { title }]) => (
            <a key={name} href={`#/${name}`} aria-current={name === view ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
      </header>
      <NodeBar network={network} />
      <main>
        <h2>{title}</h2>
        <View network={network} node={network.selected} key={network.selected.client.origin} />
      </main>
    </>
  )
}

function viewInAddress(): ViewName {
  const name = location.hash.replace(/^#\//, '')
  return isView(name) ? name : 'network'
}

function isView(name: string): name is ViewName {
  return Object.hasOwn(VIEWS, name)
}
