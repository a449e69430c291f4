import { randomBytes } from 'node:crypto'

/** Where a node gets its randomness from. Handed in, so that a simulation can be repeated from its seed. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  fraction(): number
  /** 96 bits as 16 URL-safe characters, which nobody can guess. */
  token(): string
}

/** The randomness of the machine. */
export const systemRandom: Random = {
  fraction: () => Math.random(),
  token: () => randomBytes(12).toString('base64url'),
}
