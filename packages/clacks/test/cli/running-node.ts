import { onTestFinished } from 'vitest'
import { type Files, folderWith } from '../config/folder.js'
import { clacks, type Ending, type RunningCommand } from './command.js'

/** A node that was started in its own folder, and commands that connect to it from there. */
export interface RunningNode {
  readonly folder: string
  readonly node: RunningCommand
  /** `host:port` */
  readonly address: string
  /** Runs a command in the folder until it ends. */
  run(...args: readonly string[]): Promise<Ending>
  /** Starts a command in the folder. */
  start(...args: readonly string[]): RunningCommand
}

/** Starts `clacks start --json` and waits until it listens. */
export async function runningNode(config: object = {}, files: Files = {}): Promise<RunningNode> {
  const folder = folderWith({ 'clacks.config.json': { port: 0, sendrate: 100, ...config }, ...files })
  const node = clacks(['start', '--json'], folder)
  const { address } = await node.event('started')
  const start = (...args: readonly string[]): RunningCommand => clacks(args, folder)
  onTestFinished(async () => {
    await node.end('SIGKILL')
  })
  return { folder, node, address: String(address), start, run: (...args) => start(...args).end() }
}

/** Parses what a command wrote with `--json`. */
export function json({ stdout }: Ending): unknown {
  return JSON.parse(stdout)
}
