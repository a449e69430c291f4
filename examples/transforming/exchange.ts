import { definePlugin, drop, split, stringifyMessage } from 'clacks'

/** A message of the telegraph. */
export interface Telegram {
  readonly class: 'telegram'
  readonly from: string
  readonly words: string
  readonly via?: string
}

/** A message of the chat. */
export interface Chat {
  readonly class: 'chat'
  readonly author: string
  readonly text: string
  readonly via?: string
}

const REMEMBERED = 10_000

/** Translates between telegrams and chat, keeping the original; merges readings into reports. */
export default definePlugin({
  name: 'exchange',
  options: {
    type: 'object',
    properties: {
      readings: { type: 'integer', minimum: 1, default: 10, description: 'Readings in a report.' },
    },
    additionalProperties: false,
  },
  setup({ hooks }, { readings }) {
    const translated = new Set<string>()
    let degrees: number[] = []

    hooks.received.tap((reception) => {
      const { message } = reception
      if (isReading(message)) {
        degrees.push(message.degrees)
        if (degrees.length < readings) return drop('it will be in the next report')
        // The report replaces the last reading.
        reception.message = reportOf(degrees)
        degrees = []
        return undefined
      }
      const translation = isTelegram(message)
        ? chatOf(message)
        : isChat(message)
          ? telegramOf(message)
          : undefined
      const text = stringifyMessage(message)
      // A message passes again and again, but is translated once.
      if (translation === undefined || translated.has(text)) return undefined
      translated.add(text)
      const [oldest] = translated
      if (translated.size > REMEMBERED && oldest !== undefined) translated.delete(oldest)
      return split([message, translation])
    })
  },
})

const chatOf = ({ from, words }: Telegram): Chat => ({
  class: 'chat',
  author: from,
  text: `${words.toLowerCase().replaceAll(' stop', '.')}`,
  via: 'exchange',
})

const telegramOf = ({ author, text }: Chat): Telegram => ({
  class: 'telegram',
  from: author,
  words: text.toUpperCase().replaceAll(/[.!?]/g, ' STOP'),
  via: 'exchange',
})

const reportOf = (degrees: readonly number[]) => ({
  class: 'report',
  readings: degrees.length,
  lowest: Math.min(...degrees),
  highest: Math.max(...degrees),
  mean: Math.round((degrees.reduce((sum, each) => sum + each, 0) / degrees.length) * 10) / 10,
})

const has = (message: unknown, name: string, field: string, type: string): boolean =>
  Object(message).class === name && typeof Object(message)[field] === type
// Translations are not translated back.
const isOriginal = (message: unknown): boolean => Object(message).via === undefined

const isReading = (message: unknown): message is { degrees: number } =>
  has(message, 'reading', 'degrees', 'number')
const isTelegram = (message: unknown): message is Telegram =>
  isOriginal(message) &&
  has(message, 'telegram', 'words', 'string') &&
  has(message, 'telegram', 'from', 'string')
const isChat = (message: unknown): message is Chat =>
  isOriginal(message) && has(message, 'chat', 'text', 'string') && has(message, 'chat', 'author', 'string')
