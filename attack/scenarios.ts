/** How attackers behave. Each of their addresses accepts every message and passes none on. */
export interface Scenario {
  readonly name: string
  /**
   * Number of machines: each has an IP address in a network range of its own. `share`: as many as
   * the share of all machines that the run asks for.
   */
  readonly machines: number | 'share'
  /** Addresses of each machine. */
  readonly addresses: number
  /** What tells the addresses of one machine apart. */
  readonly differ: 'ports' | 'names' | 'hosts of one /24'
  /**
   * Whom they announce themselves to, every ten seconds: any honest node; two honest nodes, the
   * same for the whole run, so that all others hear of them from honest nodes; or (`mixed`) these
   * two, and the first address of each machine to any. `once`: two nodes, and never again.
   */
  readonly announce: 'to all' | 'to contacts' | 'mixed' | 'once'
  /**
   * Messages of its own that each machine sends a second, to any honest node: then it is not one
   * that only takes. An honest node sends one.
   */
  readonly sends?: number
  /** The seconds that they say their queue takes, see `limits.queueSeconds`. */
  readonly waiting?: number
}

const ONE_PORT = { machines: 'share', addresses: 1, differ: 'ports' } as const
const TEN_PORTS = { machines: 'share', addresses: 10, differ: 'ports' } as const
const TEN_NAMES = { machines: 'share', addresses: 10, differ: 'names' } as const
const ONE_RANGE = { machines: 1, addresses: 86, differ: 'hosts of one /24' } as const
const PORTS = { machines: 1, addresses: 500, differ: 'ports' } as const
const NAMES = { machines: 1, addresses: 1_000, differ: 'names' } as const
/** Longer than that of any honest node. */
const LIE = 1_000_000

export const SCENARIOS: readonly Scenario[] = [
  { name: 'naive-distinct', ...ONE_PORT, announce: 'to all' },
  { name: 'launder-distinct', ...ONE_PORT, announce: 'to contacts' },
  { name: 'silent-distinct', ...ONE_PORT, announce: 'once' },
  { name: 'lying-distinct', ...ONE_PORT, announce: 'to all', waiting: LIE },
  { name: 'naive-one24', ...ONE_RANGE, announce: 'to all' },
  { name: 'launder-one24', ...ONE_RANGE, announce: 'to contacts' },
  { name: 'naive-500ports', ...PORTS, announce: 'to all' },
  { name: 'launder-500ports', ...PORTS, announce: 'to contacts' },
  { name: 'naive-1000names', ...NAMES, announce: 'to all' },
  { name: 'launder-1000names', ...NAMES, announce: 'to contacts' },
  { name: 'hybrid', ...TEN_PORTS, announce: 'mixed' },
  { name: 'launder-hybrid', ...TEN_PORTS, announce: 'to contacts' },
  { name: 'silent-hybrid', ...TEN_PORTS, announce: 'once' },
  { name: 'hybrid-names', ...TEN_NAMES, announce: 'mixed' },
  { name: 'talking-distinct', ...ONE_PORT, announce: 'to all', sends: 1 },
  { name: 'talking-silent', ...ONE_PORT, announce: 'once', sends: 1 },
  { name: 'talking-lying', ...ONE_PORT, announce: 'to all', sends: 1, waiting: LIE },
  { name: 'talking-500ports', ...PORTS, announce: 'to contacts', sends: 1 },
  { name: 'talking-hybrid', ...TEN_PORTS, announce: 'mixed', sends: 1 },
  { name: 'flooding-distinct', ...ONE_PORT, announce: 'to all', sends: 10 },
  { name: 'flooding-lying', ...ONE_PORT, announce: 'to all', sends: 10, waiting: LIE },
]

/** The machines of the attackers, where `share` (0 to 1) of all machines are theirs. */
export function machinesOf({ machines }: Scenario, honest: number, share: number): number {
  return machines === 'share' ? Math.max(1, Math.round((honest * share) / (1 - share))) : machines
}
