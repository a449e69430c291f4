import { reasonOf } from '../reason-of.js'
import { HERE, type Report } from './event.js'
import type { DevNetwork } from './network.js'
import type { Reloading } from './reload.js'

const HELP = `TEXT or JSON        send a message from a neighbour
.enqueue MESSAGE    enqueue a message on this node
.peers              list the peers of this node
.queue              list the messages in its queue
.plugins            list its plugins: calls, failures, milliseconds
.reload             reload the sources
.quit               quit (also Ctrl-C, Ctrl-D)
To send a text that begins with a full stop, write it as JSON: ".hello"`

/** The input of the user: messages, and commands that begin with a full stop. */
export class Commands {
  readonly #network: DevNetwork
  readonly #reloading: Reloading
  readonly #report: Report

  constructor(network: DevNetwork, reloading: Reloading, report: Report) {
    this.#network = network
    this.#reloading = reloading
    this.#report = report
  }

  /** Runs a line of input. @returns false if the line ends the session */
  async run(line: string): Promise<boolean> {
    const text = line.trim()
    try {
      if (text.startsWith('.')) return await this.#command(text)
      if (text !== '') this.#network.send(jsonOf(text))
    } catch (thrown) {
      this.#report({ event: 'refused', who: HERE, text: reasonOf(thrown) })
    }
    return true
  }

  async #command(text: string): Promise<boolean> {
    const { node } = this.#network
    const [, name = '', rest = ''] = /^\.(\S*)\s*(.*)$/s.exec(text) ?? []
    if (name === 'quit' || name === 'exit') return false
    if (name === 'help') this.#answer(HELP)
    else if (name === 'reload') await this.#reloading.reload()
    else if (name === 'queue') this.#list(node.peekJson())
    else if (name === 'peers')
      this.#list(this.#network.peers().map(({ hostname, port, status }) => `${hostname}:${port}  ${status}`))
    else if (name === 'plugins')
      this.#list(
        node.plugins().map(({ id, state, calls, failures, milliseconds }) => {
          const counts = `${calls} calls, ${failures} failed, ${milliseconds.toFixed(1)} ms`
          return `${id}  ${state}  ${counts}`
        }),
      )
    else if (name === 'enqueue' && rest !== '') node.enqueueJson(jsonOf(rest))
    else this.#answer(`unknown command ${text}; .help lists all commands`)
    return true
  }

  #list(lines: readonly string[]): void {
    this.#answer(lines.length === 0 ? 'none' : lines.join('\n'), lines)
  }

  #answer(text: string, lines: readonly string[] = [text]): void {
    this.#report({ event: 'answer', who: HERE, text, details: { lines } })
  }
}

/** The JSON text of the message in a line: the line if it is JSON, otherwise a string. */
function jsonOf(line: string): string {
  try {
    JSON.parse(line)
    return line
  } catch {
    return JSON.stringify(line)
  }
}
