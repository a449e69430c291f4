import { definePlugin } from 'clacks'

/** What a node records of the walking message. */
export interface Odometer {
  /** Number of visits. */
  visits: number
  /** Hops at the first visit; undefined before. */
  first: number | undefined
}

declare global {
  interface ClacksServices {
    odometer: Readonly<Odometer>
  }
}

/** A message that counts its hops. */
export interface Walker {
  readonly hops: number
}

/** Counts the hops of a message, and records its visits. */
export default definePlugin({
  name: 'odometer',
  setup({ hooks, provide }) {
    const odometer: Odometer = { visits: 0, first: undefined }
    provide('odometer', odometer)
    hooks.received.tap((reception) => {
      if (isWalker(reception.message)) reception.message = { hops: reception.message.hops + 1 }
    })
    hooks.queued.tap((message) => {
      if (!isWalker(message)) return
      odometer.visits++
      odometer.first ??= message.hops
    })
  },
})

export function isWalker(message: unknown): message is Walker {
  return typeof Object(message).hops === 'number'
}
