/**
 * New tests, as Handlebars templates. Without types, so that they are valid TypeScript and
 * JavaScript.
 */
export const TEMPLATES = {
  /** A test that a hook is called, in a simulated network. */
  hook: `{{#if drops}}
import { drop } from 'clacks'
{{/if}}
import { createNetwork } from 'clacks/testing'
import { expect, it, onTestFinished } from 'vitest'
import plugin from '../src/index.js'

it('is called for {{{name}}}, and does not fail', async () => {
  const network = await createNetwork({ nodes: 2, plugins: {{{plugins}}} })
  onTestFinished(() => network.stop())
{{#each test}}
  {{{this}}}
{{/each}}
})
`,
  /** A test that sends a message in a simulated network. */
  test: `import { createNetwork } from 'clacks/testing'
import { expect, it, onTestFinished } from 'vitest'
import plugin from '../src/index.js'

it('{{{name}}}', async () => {
  const network = await createNetwork({ nodes: 2, plugins: {{{plugins}}} })
  onTestFinished(() => network.stop())
  network.node(0).enqueue('hello')
  await network.advance('5s')
  // Add assertions: network.messages(), network.node(1).peek(), network.node(0).statistics() …
  expect(network.node(1).plugins()[0]).toMatchObject({ state: 'active', failures: 0 })
})
`,
  /** A test of a class of messages. */
  message: `import { expect, it } from 'vitest'
import { {{{exported}}} } from '../{{{source}}}'

it('accepts messages of the class {{{name}}}', () => {
  const message = {{{example}}}
  expect({{{exported}}}.issues(message)).toEqual([])
  expect({{{exported}}}.is({ ...message, class: 'no such class' })).toBe(false)
})
`,
} as const
