import type { PluginNode } from 'clacks'
import { Endpoint, type EndpointAddress } from './endpoint.js'
import type { Metrics } from './metrics.js'

/** An endpoint, and how many plugin instances use it. */
interface SharedEndpoint {
  readonly endpoint: Endpoint
  readonly url: string
  users: number
}

/**
 * The endpoints of each node. A replaced plugin and its replacement share one: for a moment there
 * are two, and only one can listen on the port.
 */
const endpointsOf = new WeakMap<PluginNode, Map<string, SharedEndpoint>>()

/**
 * Serves metrics until `release`.
 * @param metrics what is served, asked for each time
 * @throws ClacksError ERR_CLACKS_PORT_IN_USE, ERR_CLACKS_LISTEN
 */
export async function shareEndpoint(
  node: PluginNode,
  address: EndpointAddress,
  metrics: () => Metrics | undefined,
): Promise<{ readonly url: string; readonly release: () => Promise<void> }> {
  const endpoints = endpointsOf.get(node) ?? new Map<string, SharedEndpoint>()
  endpointsOf.set(node, endpoints)
  const key = `${address.hostname} ${address.port}`
  const shared = endpoints.get(key) ?? (await open(address, metrics))
  endpoints.set(key, shared)
  shared.users++
  const release = async (): Promise<void> => {
    if (--shared.users > 0) return
    endpoints.delete(key)
    await shared.endpoint.close()
  }
  return { url: shared.url, release }
}

async function open(address: EndpointAddress, metrics: () => Metrics | undefined): Promise<SharedEndpoint> {
  const endpoint = new Endpoint(metrics)
  return { endpoint, url: await endpoint.listen(address), users: 0 }
}
