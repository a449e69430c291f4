import {
  forceCenter,
  forceLink,
  forceManyBody,
  forceSimulation,
  type Simulation,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force'
import type { Peer, PeerStatus } from '../api/types.js'

/** A node or peer in the picture. */
export interface Vertex extends SimulationNodeDatum {
  /** `host:port` */
  readonly address: string
  /** `own` for a node whose gateway the page is connected to. */
  status: PeerStatus | 'own'
  x: number
  y: number
}

/** One node, with the peers that it knows. */
export interface KnownPeers {
  readonly address: string
  readonly peers: ReadonlyMap<string, Peer>
}

export type Edge = SimulationLinkDatum<Vertex> & { readonly source: Vertex; readonly target: Vertex }

/** Positions of nodes and peers. An address is one vertex, also if several nodes know it. */
export class Graph {
  vertices: readonly Vertex[] = []
  edges: readonly Edge[] = []
  readonly #byAddress = new Map<string, Vertex>()
  readonly #simulation: Simulation<Vertex, Edge>
  readonly #repulsion = forceManyBody<Vertex>().theta(1.2).distanceMax(400)
  #shape = ''

  constructor() {
    this.#simulation = forceSimulation<Vertex, Edge>()
      .force('repulsion', this.#repulsion)
      .force('center', forceCenter(0, 0).strength(0.05))
      .alphaDecay(0.04)
      .stop()
  }

  /** Takes over what the nodes know. Vertices keep their places. */
  update(nodes: readonly KnownPeers[]): void {
    const statuses = new Map<string, PeerStatus | 'own'>()
    for (const { peers } of nodes)
      for (const [address, { status }] of peers)
        if (status === 'alive' || !statuses.has(address)) statuses.set(address, status)
    for (const { address } of nodes) statuses.set(address, 'own')
    for (const [address, status] of statuses) this.#vertex(address, status)
    for (const address of this.#byAddress.keys()) if (!statuses.has(address)) this.#byAddress.delete(address)

    const pairs = new Set<string>()
    const edges: Edge[] = []
    for (const node of nodes)
      for (const address of node.peers.keys()) {
        const source = this.#byAddress.get(node.address)
        const target = this.#byAddress.get(address)
        const pair = [node.address, address].sort().join(' ')
        if (source === undefined || target === undefined || source === target || pairs.has(pair)) continue
        pairs.add(pair)
        edges.push({ source, target })
      }
    const shape = [...statuses.keys(), ...pairs].join(' ')
    if (shape === this.#shape) return
    this.#shape = shape
    this.vertices = [...this.#byAddress.values()]
    this.edges = edges
    const length = 60 + Math.sqrt(this.vertices.length) * 4
    // Few vertices have room, and names beside them.
    this.#repulsion.strength(-Math.max(30, Math.min(400, 6_000 / this.vertices.length)))
    this.#simulation
      .nodes([...this.vertices])
      .force(
        'links',
        forceLink<Vertex, Edge>([...edges])
          .distance(length)
          .strength(0.3),
      )
      .alpha(Math.max(this.#simulation.alpha(), 0.6))
  }

  /** Moves everything a little. @returns whether something moves */
  step(): boolean {
    if (this.#simulation.alpha() < this.#simulation.alphaMin()) return false
    this.#simulation.tick()
    return true
  }

  find(address: string): Vertex | undefined {
    return this.#byAddress.get(address)
  }

  /** The vertex at a place, if there is one within the distance. */
  at(x: number, y: number, distance: number): Vertex | undefined {
    return this.#simulation.find(x, y, distance)
  }

  #vertex(address: string, status: PeerStatus | 'own'): void {
    const known = this.#byAddress.get(address)
    if (known !== undefined) {
      known.status = status
      return
    }
    // A spiral, from which the forces need few steps.
    const count = this.#byAddress.size
    const radius = 18 * Math.sqrt(count)
    const angle = count * 2.399963
    const place = { x: radius * Math.cos(angle), y: radius * Math.sin(angle) }
    this.#byAddress.set(address, { address, status, ...place })
  }
}
