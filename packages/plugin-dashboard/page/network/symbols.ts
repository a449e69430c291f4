import type { PeerStatus } from '../api/types.js'

/** What a vertex looks like: each status has a shape of its own, besides its colour. */
export const SYMBOLS: Readonly<Record<PeerStatus | 'own', { readonly mark: string; readonly text: string }>> =
  {
    own: { mark: '◉', text: 'this page is connected to it' },
    alive: { mark: '●', text: 'alive: answered' },
    new: { mark: '◆', text: 'new: not tried yet' },
    lost: { mark: '▲', text: 'lost: did not answer' },
    dead: { mark: '✕', text: 'dead: lost for too long' },
    ignored: { mark: '■', text: 'ignored: no messages to it or from it' },
  }

/** Draws the symbol of a status. @param size the radius in CSS pixels */
export function drawSymbol(
  context: CanvasRenderingContext2D,
  status: PeerStatus | 'own',
  x: number,
  y: number,
  size: number,
): void {
  context.beginPath()
  switch (status) {
    case 'own':
      context.arc(x, y, size, 0, Math.PI * 2)
      context.moveTo(x + size * 1.8, y)
      context.arc(x, y, size * 1.8, 0, Math.PI * 2)
      context.stroke()
      context.beginPath()
      context.arc(x, y, size, 0, Math.PI * 2)
      context.fill()
      break
    case 'alive':
      context.arc(x, y, size, 0, Math.PI * 2)
      context.fill()
      break
    case 'new':
      polygon(context, x, y, size * 1.2, 4)
      break
    case 'lost':
      polygon(context, x, y, size * 1.2, 3)
      break
    case 'dead':
      context.moveTo(x - size, y - size)
      context.lineTo(x + size, y + size)
      context.moveTo(x + size, y - size)
      context.lineTo(x - size, y + size)
      context.stroke()
      break
    case 'ignored':
      context.rect(x - size, y - size, size * 2, size * 2)
      context.fill()
      break
  }
}

function polygon(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  sides: number,
): void {
  for (let corner = 0; corner < sides; corner++) {
    const angle = (corner * 2 * Math.PI) / sides - Math.PI / 2
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
  }
  context.closePath()
  context.fill()
}
