import type { NodeEvent } from '../api/types.js'
import { printable } from '../parts/printable.js'
import { colours, fitCanvas } from '../state/motion.js'
import type { Graph, Vertex } from './graph.js'
import { drawSymbol } from './symbols.js'

/** Moving messages that are drawn at a time: more than that nobody can follow. */
export const MAX_MOVING = 40
/** Milliseconds that a message takes from one node to the next in the picture. */
const MOVE_MS = 900
/** Pixels of width for each vertex, below which only nodes of the page have names. */
const NAME_WIDTH = 26

interface Moving {
  readonly from: Vertex
  readonly to: Vertex
  readonly start: number
}

/** Draws a graph, and messages that move in it. */
export class Picture {
  readonly #canvas: HTMLCanvasElement
  readonly #graph: Graph
  #moving: readonly Moving[] = []
  #view = { x: 0, y: 0, scale: 1 }
  /** Messages that were not drawn because too many move. */
  left = 0
  selected: string | undefined

  constructor(canvas: HTMLCanvasElement, graph: Graph) {
    this.#canvas = canvas
    this.#graph = graph
  }

  /** Lets a message move, if few enough do. */
  message(node: string, { event, peer }: NodeEvent, now: number): void {
    if (peer === undefined || (event !== 'received' && event !== 'sent')) return
    const own = this.#graph.find(node)
    const other = this.#graph.find(peer)
    if (own === undefined || other === undefined) return
    if (this.#moving.length >= MAX_MOVING) {
      this.left++
      return
    }
    const [from, to] = event === 'sent' ? [own, other] : [other, own]
    this.#moving = [...this.#moving, { from, to, start: now }]
  }

  /** The peer at a place of the canvas, in CSS pixels. */
  at(x: number, y: number): Vertex | undefined {
    const { scale } = this.#view
    return this.#graph.at((x - this.#view.x) / scale, (y - this.#view.y) / scale, 16 / scale)
  }

  draw(now: number): void {
    const context = this.#canvas.getContext('2d')
    if (context === null) return
    const { width, height } = fitCanvas(this.#canvas)
    const colour = colours(this.#canvas)
    context.clearRect(0, 0, width, height)
    this.#follow(width, height)
    const at = ({ x, y }: Vertex): readonly [number, number] => [
      x * this.#view.scale + this.#view.x,
      y * this.#view.scale + this.#view.y,
    ]
    const { vertices, edges } = this.#graph

    context.strokeStyle = colour('edge')
    context.lineWidth = 1
    context.beginPath()
    for (const { source, target } of edges) {
      context.moveTo(...at(source))
      context.lineTo(...at(target))
    }
    context.stroke()

    const size = Math.max(2.5, Math.min(7, 120 / Math.sqrt(vertices.length + 1)))
    context.lineWidth = 2
    for (const vertex of vertices) {
      context.fillStyle = context.strokeStyle = colour(vertex.status)
      drawSymbol(context, vertex.status, ...at(vertex), vertex.status === 'own' ? size * 1.2 : size)
    }

    context.fillStyle = colour('text')
    context.font = '12px system-ui, sans-serif'
    context.textAlign = 'center'
    for (const vertex of vertices) {
      const isSelected = vertex.address === this.selected
      if (vertices.length * NAME_WIDTH > width && vertex.status !== 'own' && !isSelected) continue
      const [x, y] = at(vertex)
      context.fillText(printable(vertex.address, 40), x, y + size * 2 + 14, width)
      if (!isSelected) continue
      context.strokeStyle = colour('text')
      context.strokeRect(x - size * 2, y - size * 2, size * 4, size * 4)
    }

    this.#moving = this.#moving.filter(({ start }) => now - start < MOVE_MS)
    context.fillStyle = colour('accent')
    for (const { from, to, start } of this.#moving) {
      const part = Math.max(0, (now - start) / MOVE_MS)
      const [x1, y1] = at(from)
      const [x2, y2] = at(to)
      context.beginPath()
      context.arc(x1 + (x2 - x1) * part, y1 + (y2 - y1) * part, 4, 0, Math.PI * 2)
      context.fill()
    }
  }

  /** Keeps all vertices in view. */
  #follow(width: number, height: number): void {
    let [left, right, top, bottom] = [-60, 60, -60, 60]
    for (const { x, y } of this.#graph.vertices) {
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
    const scale = Math.min(2, (width - 120) / (right - left), (height - 70) / (bottom - top))
    const x = width / 2 - ((left + right) / 2) * scale
    const y = height / 2 - ((top + bottom) / 2) * scale
    this.#view = { x, y, scale: Math.max(scale, 0.01) }
  }
}
