import { describe, expect, it } from 'vitest'
import { replace, verified, withPlugin } from './verified.js'

const SETUP = 'setup(ctx, { suffix }) {'
const TAP = 'const { message } = reception'

/** What is wrong | the code of the good plugin | its replacement | the rule that must report it. */
type Mutation = readonly [what: string, from: string, to: string, rule: string]

/**
 * Each list is one plugin: what does not keep the other checks from running is wrong in the same
 * one, because each `verify` takes seconds.
 */
const PLUGINS: readonly (readonly Mutation[])[] = [
  [
    [
      'leaks a timer',
      SETUP,
      `${SETUP} setInterval(() => {}, 1000);`,
      'contract/leaves-no-handle-or-timer-of-the-process',
    ],
    [
      'changes a message in place',
      TAP,
      `${TAP}; if (typeof message === 'object') message.seen = true`,
      'contract/takes-a-frozen-message',
    ],
    [
      'swallows the errors of others',
      SETUP,
      `${SETUP} process.on('uncaughtException', () => {});`,
      'process',
    ],
    ['leaves a global variable', SETUP, `${SETUP} globalThis.shouted = suffix;`, 'process/shouted'],
    ['does not handle a rejection', TAP, `${TAP}; Promise.reject(new Error('nobody waited'))`, 'floating'],
    ['forgets a name in CommonJS', 'const options', 'export const VOICE = 7\nconst options', 'same-exports'],
    [
      'checks its options with another schema',
      'options,',
      "options: { ...options, description: 'another' },",
      'schema-current',
    ],
  ],
  [
    [
      'treats every message as a string',
      TAP,
      `${TAP}; message.trim()`,
      'contract/takes-messages-of-any-shape',
    ],
    ['accepts any options', 'options,', '', 'contract/refuses'],
  ],
  [
    [
      'depends on the order of registration',
      TAP,
      `${TAP}; if (ctx.node.plugins()[0].id !== 'shout') throw new Error('not the first')`,
      'contract/does-the-same-whatever-the-order',
    ],
  ],
  [
    [
      'keeps its state in the module',
      SETUP,
      `${SETUP} if (globalThis[Symbol.for('shout')]) throw new Error('twice'); globalThis[Symbol.for('shout')] = true`,
      'contract/works-on-two-nodes',
    ],
  ],
  [['ends the process', TAP, `${TAP}; process.exit(0)`, 'finished']],
]

describe('a plugin that', () => {
  for (const mutations of PLUGINS) {
    const what = mutations.map(([each]) => each).join(', ')
    it.concurrent(`${what} is reported`, async () => {
      await withPlugin(
        async (folder) => {
          for (const [, from, to] of mutations) await replace(folder, 'code/index.js', from, to)
        },
        async (folder) => {
          const { issues } = await verified(folder)
          for (const [what, , , rule] of mutations) {
            const found = issues.filter((each) => each.rule.startsWith(rule))
            expect(found, what).not.toEqual([])
          }
        },
      )
    })
  }
})
