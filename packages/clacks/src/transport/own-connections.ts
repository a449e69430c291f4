import type { TLSSocket } from 'node:tls'

/** Bytes that only the two ends of a connection can derive (RFC 5705, RFC 8446 section 7.5). */
const MATERIAL_BYTES = 32
const LABEL = 'EXPORTER-clacks-own-connection'
/**
 * Milliseconds until the other end of an own connection has finished its handshake, which is a turn
 * of the event loop later, or a little more through a proxy.
 */
const OTHER_END_MS = 500

/**
 * Recognises connections that a node has opened to itself, whatever name, proxy or port mapping led
 * there. The key alone does not tell: old setups give one certificate to several nodes.
 */
export class OwnConnections {
  readonly #dialled = new Map<string, () => void>()

  /**
   * For a dialled connection that shows the key of this node. Resolves with whether this node
   * accepted it.
   */
  isOwn(socket: TLSSocket): Promise<boolean> {
    const material = materialOf(socket)
    return new Promise((resolve) => {
      const settle = (isOwn: boolean): void => {
        clearTimeout(late)
        this.#dialled.delete(material)
        resolve(isOwn)
      }
      const late = setTimeout(() => settle(false), OTHER_END_MS)
      this.#dialled.set(material, () => settle(true))
    })
  }

  /** A connection was accepted. */
  accepted(socket: TLSSocket): void {
    if (this.#dialled.size > 0) this.#dialled.get(materialOf(socket))?.()
  }
}

function materialOf(socket: TLSSocket): string {
  return socket.exportKeyingMaterial(MATERIAL_BYTES, LABEL, Buffer.alloc(0)).toString('hex')
}
