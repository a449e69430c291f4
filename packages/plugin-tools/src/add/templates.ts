/** The new files, as handlebars templates. No types in them: they are TypeScript and JavaScript. */
export const TEMPLATES = {
  /** A test in which a hook is called, in a simulated network. */
  hook: `{{#if drops}}
import { drop } from 'clacks'
{{/if}}
import { createNetwork } from 'clacks/testing'
import { expect, it, onTestFinished } from 'vitest'
import plugin from '../src/index.js'

it('takes part in {{{name}}} and does not fail', async () => {
  const network = await createNetwork({ nodes: 2, plugins: {{{plugins}}} })
  onTestFinished(() => network.stop())
{{#each test}}
  {{{this}}}
{{/each}}
})
`,
  /** A test of what becomes of a message in a simulated network. */
  test: `import { createNetwork } from 'clacks/testing'
import { expect, it, onTestFinished } from 'vitest'
import plugin from '../src/index.js'

it('{{{name}}}', async () => {
  const network = await createNetwork({ nodes: 2, plugins: {{{plugins}}} })
  onTestFinished(() => network.stop())
  network.node(0).enqueue('hello')
  await network.advance('5s')
  // Say here what is to be seen: network.messages(), network.node(1).peek(), network.node(0).statistics() …
  expect(network.node(1).plugins()[0]).toMatchObject({ state: 'active', failures: 0 })
})
`,
  /** A test of a class of messages. */
  message: `import { expect, it } from 'vitest'
import { {{{exported}}} } from '../{{{source}}}'

it('knows messages of the class {{{name}}}', () => {
  const message = {{{example}}}
  expect({{{exported}}}.issues(message)).toEqual([])
  expect({{{exported}}}.is({ ...message, class: 'no such class' })).toBe(false)
})
`,
} as const
