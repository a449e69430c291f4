import { type Command, InvalidArgumentError } from 'commander'
import type { ExitCode } from '../exit-code.js'
import type { ReachOptions } from '../options.js'

/**
 * The commands that reach a running node through its control channel. Each is loaded when it is called.
 *
 * @param finish gets the exit code
 */
export function addNodeCommands(program: Command, finish: (code: ExitCode) => void): void {
  const command = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .option(
        '-c, --config <file>',
        'the config that the node runs on; left out: the one that clacks start would find',
      )
      .option('--json', 'write JSON')

  command('send [message]', 'enqueue messages at the running node: one as argument, or one a line')
    .option('-f, --file <file>', 'read the messages from a file; left out: from standard input')
    .option('--whole', 'the whole input is one message')
    .action(async (message: string | undefined, options: ReachOptions) => {
      const { send } = await import('./send.js')
      finish(await send(message, options))
    })
  command('peek', 'show the oldest messages of the queue')
    .option('-n, --limit <count>', 'how many', count, 20)
    .action(async (options: ReachOptions & { limit: number }) => {
      const { peek } = await import('./peek.js')
      finish(await peek(options))
    })
  command('peers', 'show the peers that the node knows')
    .option('--status <status>', 'only those that are new, alive, lost, dead or ignored')
    .action(async (options: ReachOptions) => {
      const { peers } = await import('./peers.js')
      finish(await peers(options))
    })
  command('announce <address>', 'announce the node to a peer: host:port').action(
    async (address: string, options: ReachOptions) => {
      const { announce } = await import('./announce.js')
      finish(await announce(address, options))
    },
  )
  command('ignore <address>', 'never send to a peer again, and refuse what it sends: host:port').action(
    async (address: string, options: ReachOptions) => {
      const { ignore } = await import('./ignore.js')
      finish(await ignore(address, options))
    },
  )
  command('unignore <address>', 'end that a peer is ignored: host:port').action(
    async (address: string, options: ReachOptions) => {
      const { unignore } = await import('./unignore.js')
      finish(await unignore(address, options))
    },
  )
  command('status', 'show how the node is doing').action(async (options: ReachOptions) => {
    const { status } = await import('./status.js')
    finish(await status(options))
  })
  command('tail', 'show what happens at the node, a line an event; Ctrl-C ends it')
    .option(
      '-e, --event <names...>',
      'only these events: received, queued, sent, sendFailed, discarded, announced, peerDiscovered, peerUpdated, pluginFailed',
    )
    .option('--peer <address>', 'only events with this peer: host:port')
    .option('-m, --match <text>', 'only messages whose JSON contains this')
    .option('-n, --count <count>', 'end after so many', count)
    .action(async (options: ReachOptions) => {
      const { tail } = await import('./tail.js')
      finish(await tail(options))
    })
  command('trace', 'show what each tap of a plugin does to each message; Ctrl-C ends it')
    .option('--plugin <id>', 'only taps of this plugin')
    .option('--hook <name>', 'only taps of this hook')
    .option('-m, --match <text>', 'only messages whose JSON contains this')
    .option('-n, --count <count>', 'end after so many', count)
    .option('--chrome <file>', 'write a trace that chrome://tracing and Perfetto open')
    .action(async (options: ReachOptions) => {
      const { trace } = await import('./trace.js')
      finish(await trace(options))
    })
  command('top', 'show the node live: queue, rates, peers, plugins; q ends it')
    .option('-i, --interval <seconds>', 'how often it is looked at', seconds, 1)
    .option('-n, --count <count>', 'end after so many pictures', count)
    .action(async (options: ReachOptions & { interval: number }) => {
      const { top } = await import('./top.js')
      finish(await top(options))
    })
  command('apply', 'take the config over as it is now; an edit is taken over without it').action(
    async (options: ReachOptions) => {
      const { apply } = await import('./apply.js')
      finish(await apply(options))
    },
  )
  command('stop', 'stop the node, and wait until it has').action(async (options: ReachOptions) => {
    const { stop } = await import('./stop.js')
    finish(await stop(options))
  })
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Expected a whole number above 0.')
}

function seconds(text: string): number {
  const value = Number(text)
  if (value >= 0.1 && value <= 3600) return value
  throw new InvalidArgumentError('Expected a number from 0.1 to 3600.')
}
