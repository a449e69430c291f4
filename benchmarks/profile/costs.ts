/** Self time of a message by module, in microseconds. */
export type MessageCosts = ReadonlyMap<string, number>

const MAX_ROWS = 25
const OTHERS = '(other modules)'

/** What one message takes: idle time is not a cost. */
export function costsOf(times: ReadonlyMap<string, number>, messages: number): MessageCosts {
  const costs = [...times].map(([module, microseconds]) => [module, microseconds / messages] as const)
  return new Map(costs.filter(([module]) => module !== '(idle)'))
}

/**
 * Rows of a table: module, share, microseconds, and those of another run. The modules that take
 * most in either of the runs stand by themselves, the others are one row.
 */
export function costRows(now: MessageCosts, before?: MessageCosts): string[][] {
  const most = (module: string): number => Math.max(now.get(module) ?? 0, before?.get(module) ?? 0)
  const modules = [...new Set([...now.keys(), ...(before?.keys() ?? [])])]
  modules.sort((a, b) => most(b) - most(a))
  const others = modules.slice(MAX_ROWS)
  const total = sum(now, modules)
  const row = (name: string, summed: readonly string[]): string[] => [
    name,
    `${((100 * sum(now, summed)) / total).toFixed(1)} %`,
    sum(now, summed).toFixed(2),
    ...(before === undefined ? [] : [sum(before, summed).toFixed(2)]),
  ]
  return [
    ...modules.slice(0, MAX_ROWS).map((module) => row(module, [module])),
    ...(others.length === 0 ? [] : [row(OTHERS, others)]),
    row('all', modules),
  ]
}

function sum(costs: MessageCosts, modules: readonly string[]): number {
  return modules.reduce((total, module) => total + (costs.get(module) ?? 0), 0)
}
