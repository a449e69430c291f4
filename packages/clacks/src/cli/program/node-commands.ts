import { type Command, InvalidArgumentError } from 'commander'
import { EVENT_NAMES } from '../../hooks/hook-table.js'
import type { ExitCode } from '../exit-code.js'
import type { ConfigOptions } from './options.js'

/**
 * Adds the commands that reach a running node through its control channel.
 *
 * @param finish receives the exit code
 */
export function addNodeCommands(program: Command, finish: (code: ExitCode) => void): void {
  const command = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .option('-c, --config <file>', 'the config of the node (default: the one that clacks start would use)')
      .option('--json', 'write JSON')

  command('send [message]', 'enqueue messages: one as an argument, or one per line of input (-)')
    .option('-f, --file <file>', 'read messages from a file (default: standard input)')
    .option('--whole', 'treat the whole input as one message')
    .option('--timeout <seconds>', 'give up after this long (default: wait while the queue is full)', seconds)
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error:/, 'clacks:') + hyphenHint(text)),
    })
    .action(async (message: string | undefined, options: ConfigOptions) => {
      const { send } = await import('../commands/send.js')
      finish(await send(message, options))
    })
  command('peek', 'show the oldest messages in the queue')
    .option('-n, --limit <count>', 'how many messages to show', count, 20)
    .action(async (options: ConfigOptions & { limit: number }) => {
      const { peek } = await import('../commands/peek.js')
      finish(await peek(options))
    })
  command('peers', 'list the peers of the node')
    .option('--status <status>', 'only peers that are new, alive, lost, dead or ignored')
    .action(async (options: ConfigOptions) => {
      const { peers } = await import('../commands/peers.js')
      finish(await peers(options))
    })
  command('announce <address>', 'announce the node to a peer (host:port)').action(
    async (address: string, options: ConfigOptions) => {
      const { announce } = await import('../commands/announce.js')
      finish(await announce(address, options))
    },
  )
  command('ignore <address>', 'stop sending to a peer and refuse what it sends (host:port)').action(
    async (address: string, options: ConfigOptions) => {
      const { ignore } = await import('../commands/ignore.js')
      finish(await ignore(address, options))
    },
  )
  command('unignore <address>', 'stop ignoring a peer (host:port)')
    .alias('forgive')
    .action(async (address: string, options: ConfigOptions) => {
      const { unignore } = await import('../commands/unignore.js')
      finish(await unignore(address, options))
    })
  command('status', 'show the status of the node').action(async (options: ConfigOptions) => {
    const { status } = await import('../commands/status.js')
    finish(await status(options))
  })
  command('tail', 'show the events of the node, one per line, until Ctrl-C')
    .option('-e, --event <names...>', `only these events: ${EVENT_NAMES.join(', ')}`)
    .option('--peer <address>', 'only events of this peer (host:port)')
    .option('-m, --match <text>', 'only messages whose JSON contains this text')
    .option('-n, --count <count>', 'stop after this many events', count)
    .action(async (options: ConfigOptions) => {
      const { tail } = await import('../commands/tail.js')
      finish(await tail(options))
    })
  command('trace', 'show what each plugin does to each message, one tap call per line, until Ctrl-C')
    .option('--plugin <id>', 'only taps of this plugin')
    .option('--hook <name>', 'only taps of this hook')
    .option('-m, --match <text>', 'only messages whose JSON contains this text')
    .option('-n, --count <count>', 'stop after this many calls', count)
    .option('--chrome <file>', 'also write a trace file for chrome://tracing and Perfetto')
    .action(async (options: ConfigOptions) => {
      const { trace } = await import('../commands/trace.js')
      finish(await trace(options))
    })
  command('top', 'show a live view of queue, rates, peers and plugins; press q to quit')
    .option('-i, --interval <seconds>', 'the refresh interval', seconds, 1)
    .option('-n, --count <count>', 'stop after this many updates', count)
    .action(async (options: ConfigOptions & { interval: number }) => {
      const { top } = await import('../commands/top.js')
      finish(await top(options))
    })
  command('apply', 'reload the config now; edits are also picked up automatically').action(
    async (options: ConfigOptions) => {
      const { apply } = await import('../commands/apply.js')
      finish(await apply(options))
    },
  )
  command('stop', 'stop the node and wait until it has exited').action(async (options: ConfigOptions) => {
    const { stop } = await import('../commands/stop.js')
    finish(await stop(options))
  })
}

/** A message that begins with a hyphen looks like an option. */
function hyphenHint(error: string): string {
  return error.includes('unknown option')
    ? "If it is the message, put -- before it: clacks send -- '-5 degrees'\n"
    : ''
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Expected an integer greater than 0.')
}

function seconds(text: string): number {
  const value = Number(text)
  if (value >= 0.1 && value <= 3600) return value
  throw new InvalidArgumentError('Expected a number from 0.1 to 3600.')
}
