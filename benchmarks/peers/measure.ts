import type { Certificate } from '../wire/pair.ts'
import { type Report, type Role, RoleProcess } from './role-process.ts'
import type { System } from './systems.ts'

/** A window ends after a time or a number of messages, whatever comes first. */
export interface Window {
  readonly seconds: number
  /** That the receiver gets. */
  readonly messages: number
  /** Before the window, until the compiler of V8 is done. */
  readonly warmUpSeconds: number
}

/** What was measured in one window. */
export interface Figures {
  /** Messages a second. */
  readonly rate: number
  /** Microseconds of CPU a message, of all processes. */
  readonly cpu: number
}

/** Peers may have to find each other. */
const FIRST_MESSAGE_SECONDS = 30

/** Runs sender, receiver and broker of a system, and measures them once they are warm. */
export async function measure(system: System, tls: Certificate, window: Window): Promise<Figures> {
  const processes: RoleProcess[] = []
  const start = (role: Role): RoleProcess => {
    const started = new RoleProcess(system, role)
    processes.push(started)
    return started
  }
  try {
    const settings = { ...tls, ...system.settings }
    const broker = system.hasBroker ? await start('broker').start(settings) : undefined
    const receiving = start('receive')
    const receiver = await receiving.start({ ...settings, broker })
    await start('send').start({ ...settings, broker, receiver })
    const { messages } = await receiving.receive(1, FIRST_MESSAGE_SECONDS)
    if (messages === 0) throw new Error(`no message arrived in ${FIRST_MESSAGE_SECONDS} s`)
    await new Promise((resolve) => setTimeout(resolve, window.warmUpSeconds * 1000))
    await Promise.all(processes.map((each) => each.begin()))
    const received = await receiving.receive(window.messages, window.seconds)
    const others = await Promise.all(processes.filter((each) => each !== receiving).map((each) => each.end()))
    return figuresOf(received, others)
  } finally {
    // The sender first: it has nobody to send to without the others.
    for (const each of processes.toReversed()) await each.stop()
  }
}

/** The windows of the others end a little later: what counts is the share of a CPU of each. */
export function figuresOf(received: Report, others: readonly Report[]): Figures {
  if (received.messages === 0) throw new Error('no message arrived')
  const cpuShare = [received, ...others].reduce(
    (sum, { microseconds, seconds }) => sum + microseconds / seconds,
    0,
  )
  const rate = received.messages / received.seconds
  return { rate, cpu: cpuShare / rate }
}
