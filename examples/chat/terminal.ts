import { createInterface } from 'node:readline/promises'
import type { Person } from './person.js'

const HELP = '/room NAME  /nick NAME  /history  /quit; anything else is sent'

/** Lets somebody talk in the terminal until `/quit`, the end of the input, or the signal. */
export async function talk(
  makePerson: (show: (line: string) => void) => Promise<Person>,
  signal: AbortSignal,
): Promise<void> {
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdin.isTTY,
  })
  const show = (line: string): void => {
    // Clears the line that is being typed; prompt() prints it again below.
    process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${plain(line)}\n` : `${plain(line)}\n`)
    terminal.prompt(true)
  }
  terminal.on('SIGINT', () => terminal.close())
  signal.addEventListener('abort', () => terminal.close())
  const person = await makePerson(show)
  terminal.setPrompt(`${person.nickname}> `)
  show(HELP)
  for await (const typed of terminal) {
    try {
      if (typed.trim() === '/quit') break
      await obey(person, typed.trim(), show)
    } catch (thrown) {
      show(thrown instanceof Error ? thrown.message : String(thrown))
    }
    terminal.setPrompt(`${person.nickname}> `)
    terminal.prompt()
  }
  terminal.close()
}

async function obey(person: Person, typed: string, show: (line: string) => void): Promise<void> {
  const [, command, name] = /^\/(\w+)(?:\s+(.*))?$/.exec(typed) ?? []
  if (typed === '') return
  if (command === undefined) person.say(typed)
  else if (command === 'room' && name) await person.enter(name)
  else if (command === 'nick' && name) person.rename(name)
  else if (command === 'history')
    for (const { nickname, text } of await person.history()) show(`${nickname}: ${text}`)
  else show(HELP)
}

/** Removes control characters: messages of others must not control this terminal. */
function plain(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, ' ')
}
