import type { NodeEvent } from '../api/types.js'
import { printable } from '../parts/printable.js'
import { colours, fitCanvas } from '../state/motion.js'

/** Messages that begin to move in a second, on each side: as many as a person can follow. */
const DRAWN_PER_SECOND = 2
const ROWS = 5
const MOVE_MS = 2_500

/** Where the messages of an event move: from the left to the queue, or from there. */
const LANES: Readonly<Record<string, 'in' | 'out' | 'gone'>> = {
  received: 'in',
  sent: 'out',
  sendFailed: 'gone',
  discarded: 'gone',
}

interface Drawn {
  readonly lane: 'in' | 'out' | 'gone'
  readonly row: number
  readonly text: string
  readonly start: number
}

/** Draws messages that come in, the queue, and messages that go. */
export class FlowPicture {
  /** Messages that were not drawn. */
  left = 0
  readonly #canvas: HTMLCanvasElement
  readonly #moves: boolean
  #drawn: readonly Drawn[] = []
  readonly #sides = { come: { next: 0, row: 0 }, go: { next: 0, row: 0 } }

  /** @param moves whether messages move, or only appear */
  constructor(canvas: HTMLCanvasElement, moves: boolean) {
    this.#canvas = canvas
    this.#moves = moves
  }

  event({ event, message, details, peer }: NodeEvent, now: number): void {
    const isOwn = event === 'queued' && details?.origin === 'enqueued'
    const lane = isOwn ? 'in' : LANES[event]
    if (lane === undefined) return
    const side = this.#sides[lane === 'in' ? 'come' : 'go']
    if (now < side.next) {
      this.left++
      return
    }
    side.next = now + 1000 / DRAWN_PER_SECOND
    side.row = (side.row + 1) % ROWS
    const where = peer === undefined ? '' : ` ${lane === 'in' ? 'from' : 'to'} ${peer}`
    const text = printable(`${message ?? ''}`, 36) + printable(where, 30)
    this.#drawn = [...this.#drawn, { lane, row: side.row, text, start: now }]
  }

  draw(now: number, queued: number): void {
    const context = this.#canvas.getContext('2d')
    if (context === null) return
    const { width, height } = fitCanvas(this.#canvas)
    const colour = colours(this.#canvas)
    this.#drawn = this.#drawn.filter(({ start }) => now - start < MOVE_MS)
    context.clearRect(0, 0, width, height)
    context.font = '12px system-ui, sans-serif'
    context.fillStyle = colour('text')
    context.textAlign = 'left'
    context.fillText('come', 8, 16)
    context.textAlign = 'right'
    context.fillText('go', width - 8, 16)
    context.textAlign = 'center'
    context.fillText(`${queued.toLocaleString('en')} wait`, width / 2, 16)

    // The queue is higher the longer it is; its scale is logarithmic.
    const room = height - 30
    const bar = room * Math.min(1, Math.log10(queued + 1) / 6)
    context.strokeStyle = colour('edge')
    context.strokeRect(width / 2 - 20, 24, 40, room)
    context.fillStyle = colour('accent')
    context.fillRect(width / 2 - 20, 24 + room - bar, 40, bar)

    for (const { lane, row, text, start } of this.#drawn) {
      const part = this.#moves ? (now - start) / MOVE_MS : 0.5
      const half = width / 2 - 30
      const x = lane === 'in' ? part * half : width / 2 + 30 + part * half
      const y = 42 + (row * (height - 60)) / (ROWS - 1) + (lane === 'gone' ? part * 20 : 0)
      context.fillStyle = colour(lane === 'gone' ? 'dead' : 'accent')
      context.beginPath()
      context.arc(x, y, 4, 0, Math.PI * 2)
      context.fill()
      context.fillStyle = colour('text')
      context.save()
      context.beginPath()
      context.rect(lane === 'in' ? 0 : width / 2 + 24, 0, width / 2 - 24, height)
      context.clip()
      context.textAlign = part < 0.5 ? 'left' : 'right'
      context.fillText(`${lane === 'gone' ? '✕ ' : ''}${text}`, x + (part < 0.5 ? 8 : -8), y + 4)
      context.restore()
    }
  }
}
