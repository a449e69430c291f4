import { randomBytes } from 'node:crypto'

/** The randomness of a node. Injected, so that a simulation can be repeated from its seed. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  fraction(): number
  /** 96 unguessable bits as 16 URL-safe characters. */
  token(): string
}

/** The randomness of the system. */
export const systemRandom: Random = {
  fraction: () => Math.random(),
  token: () => randomBytes(12).toString('base64url'),
}
