import { describe, expect, it } from 'vitest'
import { replace, verified, withPlugin } from './verified.js'

const SETUP = 'setup(ctx, { suffix }) {'
const TAP = 'const { message } = reception'

/**
 * What is wrong with the plugin | the code of the good one | its replacement | the rule that must
 * report it.
 */
const MUTATIONS: readonly (readonly [string, string, string, string])[] = [
  [
    'leaks a timer',
    SETUP,
    `${SETUP} setInterval(() => {}, 1000)`,
    'contract/leaves-no-handle-or-timer-of-the-process',
  ],
  [
    'changes a message in place',
    TAP,
    `${TAP}; if (typeof message === 'object') message.seen = true`,
    'contract/takes-a-frozen-message',
  ],
  ['swallows the errors of others', SETUP, `${SETUP} process.on('uncaughtException', () => {})`, 'process'],
  ['leaves a global variable', SETUP, `${SETUP} globalThis.shouted = suffix`, 'process'],
  [
    'depends on the order of registration',
    TAP,
    `${TAP}; if (ctx.node.plugins()[0].id !== 'shout') throw new Error('not the first')`,
    'contract/does-the-same-whatever-the-order',
  ],
  [
    'keeps its state in the module',
    SETUP,
    `${SETUP} if (globalThis[Symbol.for('shout')]) throw new Error('twice'); globalThis[Symbol.for('shout')] = true`,
    'contract/works-on-two-nodes',
  ],
  ['treats every message as a string', TAP, `${TAP}; message.trim()`, 'contract/takes-messages-of-any-shape'],
  ['does not handle a rejection', TAP, `${TAP}; Promise.reject(new Error('nobody waited'))`, 'floating'],
  ['ends the process', TAP, `${TAP}; process.exit(0)`, 'finished'],
  ['accepts any options', 'options,', '', 'contract/refuses'],
  [
    'checks its options with another schema',
    'options,',
    "options: { ...options, required: ['suffix'] },",
    'schema-current',
  ],
]

describe('a plugin that', () => {
  for (const [what, from, to, rule] of MUTATIONS) {
    it.concurrent(`${what} is reported: ${rule}`, async () => {
      await withPlugin(
        (folder) => replace(folder, 'code/index.js', from, to),
        async (folder) => {
          const { issues } = await verified(folder)
          const rules = issues.map(({ rule }) => rule)
          expect(rules.filter((each) => each.startsWith(rule))).not.toEqual([])
        },
      )
    })
  }
})
