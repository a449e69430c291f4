import { type ChildProcess, fork } from 'node:child_process'
import { resolve } from 'node:path'
import { generate } from 'selfsigned'

/** The scripts of two processes: one sends as fast as it can, the other receives. */
export interface Pair {
  readonly sender: string
  readonly receiver: string
  /** For the sender, beside what it needs. */
  readonly settings?: object
}

/** A key and its certificate, PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Microseconds of CPU that a message takes on each side, and messages a second. */
export interface PairFigures {
  readonly send: number
  readonly receive: number
  readonly rate: number
}

interface MeasureOptions {
  readonly seconds: number
  /** Files that get the CPU profiles of both sides. */
  readonly profiles?: Pair
}

/** What a process reports for a measured window. */
interface Window {
  readonly microseconds: number
  readonly messages: number
}

/** Long enough for the compiler of V8 to be done, also on a busy machine. */
const WARM_UP_MS = 4_000
const PROFILER = resolve(import.meta.dirname, '../profile/profiler.cjs')

/** A certificate for both sides. */
export async function certificate(): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
  })
  return { key, cert }
}

/** Runs a pair, and measures it once it is warm. */
export async function measure(
  { sender, receiver, settings }: Pair,
  tls: Certificate,
  { seconds, profiles }: MeasureOptions,
): Promise<PairFigures> {
  const receiving = start(receiver, tls, profiles?.receiver)
  const port = Number(await reply(receiving))
  const sending = start(sender, { ...tls, port, ...settings }, profiles?.sender)
  try {
    await reply(sending)
    await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))
    await Promise.all([window(sending), window(receiving)])
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    const [sent, received] = await Promise.all([window(sending), window(receiving)])
    const { messages } = received
    return {
      send: sent.microseconds / messages,
      receive: received.microseconds / messages,
      rate: messages / seconds,
    }
  } finally {
    sending.kill('SIGKILL')
    receiving.kill('SIGKILL')
  }
}

/** Starts one side. @param profile the file that gets its CPU profile */
export function start(file: string, settings: object, profile: string | undefined): ChildProcess {
  const execArgv = file.endsWith('.ts') ? ['--import', 'tsx'] : []
  if (profile !== undefined) execArgv.push('--require', PROFILER)
  // clacks-p2p accepts self-signed certificates only if its whole process does.
  const env = file.startsWith('legacy-')
    ? { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }
    : process.env
  const args = profile === undefined ? [] : [profile]
  const child = fork(resolve(import.meta.dirname, file), args, { execArgv, env })
  child.send(settings)
  return child
}

/** Asks a process for its counts since the last call. */
export async function window(child: ChildProcess): Promise<Window> {
  child.send('window')
  return (await reply(child)) as Window
}

/** The next message of a process. */
export function reply(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const exited = (code: number | null): void =>
      reject(new Error(`A benchmark process exited with ${code}.`))
    child.once('exit', exited)
    child.once('message', (message) => {
      child.off('exit', exited)
      resolve(message)
    })
  })
}
