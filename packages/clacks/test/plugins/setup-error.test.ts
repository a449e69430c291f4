import { mkdir, open } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { ClacksError, PluginError } from '../../src/errors.js'
import { setupError } from '../../src/plugins/setup-error.js'
import { createRig, plugin } from './rig.js'

const thrownBy = (work: () => unknown): Promise<unknown> =>
  Promise.resolve()
    .then(work)
    .catch((thrown: unknown) => thrown)

describe('a setup that fails', () => {
  it('for the sake of the machine is worded for the operator, without a place in the code', async () => {
    for (const work of [() => open('/nowhere/at/all'), () => mkdir('/dev/null/folder')]) {
      const error = setupError('store', await thrownBy(work))
      expect(error).toMatchObject({ code: 'ERR_CLACKS_PLUGIN_ENVIRONMENT', plugin: 'store', hook: 'setup' })
      expect(error.message).toMatch(/^\[store:setup\] E[A-Z]+: .*free disk space, correct the path/)
      expect(error.message).not.toMatch(/thrown at|author/)
    }
  })

  it('with an error of clacks keeps its code and remedy, also of another copy of clacks', () => {
    const text = 'The journal ./j is in use.'
    const own = new ClacksError('ERR_CLACKS_JOURNAL', text)
    const ofCopy = Object.assign(new Error(own.message), { code: 'ERR_CLACKS_JOURNAL' })
    const remedy = 'Do what the message says; nothing in the journal was changed.'
    for (const thrown of [own, ofCopy, new PluginError('ERR_CLACKS_JOURNAL', 'journal', 'setup', text)])
      expect(setupError('journal', thrown)).toMatchObject({
        code: 'ERR_CLACKS_JOURNAL',
        message: `[journal:setup] ${text} ${remedy}`,
      })
  })

  it('with anything else is reported to its author', () => {
    for (const thrown of [new Error('no luck'), new ClacksError('ERR_CLACKS_OPTION', 'x'), 'text'])
      expect(setupError('x', thrown)).toMatchObject({ code: 'ERR_CLACKS_PLUGIN_SETUP', cause: thrown })
  })
})

it('a plugin reports what keeps it from its work', async () => {
  const { host } = createRig()
  let report: (text: string | undefined, options?: { isOver: boolean }) => void = () => {}
  await host.use(
    plugin('store', (ctx) => {
      report = ctx.reportProblem
    }),
  )
  expect(host.reports()).toMatchObject([{ problem: undefined }])
  report('The disk is full.')
  expect(host.reports()).toMatchObject([{ problem: { text: 'The disk is full.', isOver: false } }])
  report('Ten were lost.', { isOver: true })
  expect(host.reports()).toMatchObject([{ problem: { text: 'Ten were lost.', isOver: true } }])
})
