import type { Plugin, PluginContext } from '../../plugins/plugin.js'
import { type ContractCheck, failCheck, show, shown } from '../contract-check.js'
import { neighbour } from './neighbours.js'
import { createTestNetwork, failureOf, type TestedPlugin, usual } from './plugin-under-test.js'

/** Runs before the taps of the plugin under test. */
const EARLY = -1000

/** Messages from an open network, where anybody may send anything. */
const SHAPES: readonly unknown[] = [
  0,
  -1.5,
  1e308,
  true,
  ' ',
  'text',
  'ünïcödé 😀 \u0000 \ud800',
  [],
  [null, [undefined], {}],
  {},
  { message: null, type: 'message', class: 7, sender: 'nobody' },
  JSON.parse(
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":2,"length":-1,"then":3}',
  ),
  JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`),
  JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`),
  Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key ${index}`, index])),
  'x'.repeat(100_000),
]

/** As deep, and as many values, as a node with default options accepts. */
const DEEPEST = 9_990
const MOST = 9_990

/** What only a JSON text can say, or what is hard to walk. Each costs more than a usual message. */
const TEXTS: readonly string[] = [
  '1e999',
  '{"class":"a","a":-1e999,"b":-0,"c":1e-400,"d":123456789012345678901234567890}',
  '{"class":"a","class":"b","__proto__":1,"__proto__":{"polluted":true}}',
  '["\\ud800","\\udfff\\ud800",{"\\ud83d":"\\u0000"}]',
  `${'['.repeat(DEEPEST)}${']'.repeat(DEEPEST)}`,
  `${'{"a":'.repeat(DEEPEST)}1${'}'.repeat(DEEPEST)}`,
  `{"class":"a","a":[${'0,'.repeat(MOST)}0]}`,
  `{"class":"a",${Array.from({ length: MOST }, (_, index) => `"${index} ${'k'.repeat(80)}":${index}`)}}`,
]

/** Requirements for the handling of arbitrary messages. */
export function messageChecks(tested: TestedPlugin): ContractCheck[] {
  const checks: ContractCheck[] = [
    { name: 'takes messages of any shape', run: () => checkShapes(tested, 'as they arrive', () => {}) },
    {
      name: 'takes messages without a prototype',
      run: () => checkShapes(tested, 'without a prototype', withoutPrototype),
    },
    { name: 'takes every JSON text', run: () => checkTexts(tested) },
  ]
  if (tested.changesInPlace) return checks
  return [...checks, { name: 'takes a frozen message', run: () => checkFrozen(tested) }]
}

async function checkShapes(
  tested: TestedPlugin,
  how: string,
  prepare: (value: object) => void,
): Promise<void> {
  const id = usual(tested).id
  const polluted = Object.keys(Object.prototype).length
  await using network = await createTestNetwork({
    nodes: ['a', 'b'],
    plugins: (name) => (name === 'a' ? prepared(tested, prepare) : tested.companions()),
  })
  for (const message of SHAPES) {
    network.node('b').enqueue(message)
    await network.advance('1s')
    const failure = failureOf(network, id)
    if (failure !== undefined) {
      failCheck(
        `It fails for the message ${show(message)}, ${how}: ${failure.line}`,
        'Anybody can send such a message: it is refused, comes back forever, and gets the plugin quarantined.',
        'Check a message before using it: `typeof`, `Array.isArray`, `Object.hasOwn`; no unbounded recursion.',
        failure.thrown,
      )
    }
  }
  if (Object.keys(Object.prototype).length === polluted) return
  failCheck(
    'A message with the key `__proto__` changed the prototype of all objects.',
    'The sender of such a message changes the behaviour of the whole process.',
    'Copy messages with `structuredClone` or spread, and never assign keys of a message to a plain object.',
  )
}

async function checkTexts(tested: TestedPlugin): Promise<void> {
  const id = usual(tested).id
  for (const text of TEXTS) {
    await using network = await createTestNetwork({
      nodes: ['a', 'b'],
      plugins: (name) => (name === 'a' ? [...tested.companions(), usual(tested)] : tested.companions()),
    })
    network.node('b').enqueueJson(text)
    // There and back: each further way would cost as much again.
    await network.advance('100ms')
    const failure = failureOf(network, id)
    if (failure === undefined) continue
    failCheck(
      `It fails for the message ${shown(text)}: ${failure.line}`,
      'Anybody can send such a message: five of them get the plugin quarantined.',
      'Use the text (`json`), not `JSON.stringify`; do not recurse; do not spread long arrays into arguments.',
      failure.thrown,
    )
  }
}

async function checkFrozen(tested: TestedPlugin): Promise<void> {
  const id = usual(tested).id
  await using network = await createTestNetwork({
    nodes: ['a', 'b'],
    plugins: () => prepared(tested, Object.freeze),
  })
  const messages = [...tested.passing, ...SHAPES]
  for (const message of messages) {
    network.node('b').enqueue(message)
    await network.advance('1s')
    const failure = failureOf(network, id)
    if (failure === undefined) continue
    failCheck(
      `It fails for the message ${show(message)} when it is frozen: ${failure.line}`,
      'Other code that holds the message, such as a plugin that writes it later, would see it change.',
      'Assign a changed copy: `reception.message = { ...reception.message, … }`; or declare `changesInPlace: true`.',
      failure.thrown,
    )
  }
}

/** The plugin, preceded by one that modifies each object of each message. */
function prepared(tested: TestedPlugin, prepare: (value: object) => void): Plugin[] {
  const early = (ctx: PluginContext): void => {
    ctx.hooks.received.tap({ stage: EARLY }, (reception) => eachObject(reception.message, prepare))
    ctx.hooks.beforeSend.tap({ stage: EARLY }, (departure) => eachObject(departure.message, prepare))
  }
  return [...tested.companions(), usual(tested), neighbour('aa-preparer', early)]
}

/** Every object in a value, including itself, at any depth. */
function eachObject(value: unknown, visit: (object: object) => void): void {
  const left = [value]
  for (let next = left.pop(); left.length > 0 || next !== undefined; next = left.pop()) {
    if (typeof next !== 'object' || next === null) continue
    left.push(...Object.values(next))
    visit(next)
  }
}

function withoutPrototype(value: object): void {
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null)
}
