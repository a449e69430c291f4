import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { signer } from '@clacks/plugin-signer'
import { type ClacksOptions, createNode } from 'clacks'
import { createLoopback, type LoopbackNode } from 'clacks/testing'
import Table from 'cli-table3'
import corrupter from './corrupter.js'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const TOWERS = ['tower-1', 'tower-2', 'tower-3']
const PRICES = [
  'wheat',
  'barley',
  'rope',
  'lamp oil',
  'wool',
  'salt',
  'iron',
  'copper',
  'glass',
  'soap',
  'tea',
  'ink',
]

/** A publisher, three towers, a clacks-p2p and a corrupter: without signatures, then with them. */
export default async function corrupting(signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-corrupting-'))
  try {
    await unsigned(signal)
    await signed(join(folder, 'key.pem'), signal)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const start = (publisher: ClacksOptions, tower: LoopbackNode, signal: AbortSignal) =>
  createLoopback({
    nodes: {
      publisher,
      'tower-1': tower,
      'tower-2': tower,
      'tower-3': tower,
      corrupter: { plugins: [corrupter] },
    },
    legacy: ['old-tower'],
    signal,
  })

const newsOf = () =>
  PRICES.map((good, index) => ({ author: 'publisher', text: `The price of ${good} is ${index + 10}` }))

async function unsigned(signal: AbortSignal): Promise<void> {
  await using network = await start({}, {}, signal)
  const news = newsOf()
  const truth = new Set(news.map(({ text }) => text))
  for (const each of news) network.node('publisher').enqueue(each)
  await network.pass('4s')
  const texts = network.messages().map((message) => String(Object(message).text))
  const left = texts.filter((text) => truth.has(text)).length
  console.log(`Without signatures: 4 seconds later ${left} of ${news.length} prices are unchanged.`)
  console.log(`Among the others: "${texts.find((text) => !truth.has(text))}". Nobody can tell.\n`)
}

async function signed(key: string, signal: AbortSignal): Promise<void> {
  const tower: LoopbackNode = (place) => createNode(CONFIG, { overrides: place })
  await using network = await start({ plugins: [signer({ key, invalid: 'drop' })] }, tower, signal)
  const signatures = network.node('publisher').service('signatures')
  const news = newsOf()
  const truth = new Set(news.map(({ text }) => text))
  for (const each of news) network.node('publisher').enqueue(signatures?.sign(each))
  const detections = () =>
    TOWERS.flatMap((tower) =>
      (network.node(tower).service('witness') ?? []).map((detection) => ({ tower, ...detection })),
    )
  await network.until('every price was altered and detected', () => network.messages().length === 0)

  const head = ['detected by', 'altered message', 'received from']
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  const inOrder = detections().sort((a, b) => a.at - b.at)
  for (const { tower: by, message, ...sender } of inOrder)
    table.push([by, String(Object(message).text), network.nameOf(sender) ?? '?'])
  console.log('With signatures, and towers that verify:')
  console.log(table.toString())
  const letIn = TOWERS.flatMap((name) => network.arrivals(name)).filter(
    (message) => !truth.has(Object(message).text),
  )
  const [first] = inOrder
  const byCorrupter = inOrder.filter((each) => network.nameOf(each) === 'corrupter').length
  console.log(
    `Altered prices that a tower accepted: ${letIn.length}. The first came from ${first && network.nameOf(first)},`,
  )
  console.log(
    `which sent ${byCorrupter} of ${inOrder.length}; old-tower, which cannot verify, passed on ${inOrder.length - byCorrupter}.`,
  )
}
