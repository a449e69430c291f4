import { describe, expect, it } from 'vitest'
import { folderWith, installed } from '../../../config/folder.js'
import { clacks, type RunningCommand } from '../../command.js'
import { json } from '../../running-node.js'

/** Six ways for a plugin to fail. Each is tested beside a plugin that does not fail. */
const WAYS: Readonly<Record<string, string>> = {
  'throws in a tap': `ctx.hooks.queued.tap(() => { throw new Error('it broke') })`,
  'rejects in a tap': `ctx.hooks.queued.tap(async () => { await undefined; throw new Error('it broke') })`,
  'never resolves in a tap': `ctx.hooks.queued.tap({ timeoutMs: 100 }, () => new Promise(() => {}))`,
  'throws in a timer that it started': `ctx.hooks.queued.tap(() => { setTimeout(() => { throw new Error('it broke') }, 5) })`,
  'leaves a rejection unhandled': `ctx.hooks.queued.tap(() => { void Promise.reject(new Error('it broke')) })`,
  'throws in a listener': `
    const emitter = new EventEmitter()
    emitter.on('go', () => { throw new Error('it broke') })
    ctx.hooks.queued.tap(() => { setImmediate(() => emitter.emit('go')) })`,
}
/** Failures that the plugin host catches. The others are uncaught. */
const SEEN = ['throws in a tap', 'rejects in a tap', 'never resolves in a tap']

const plugin = (name: string, what: string): string => `
  import { EventEmitter } from 'node:events'
  export default {
    name: '${name}', id: '${name}', options: undefined, resolveOptions: () => ({}),
    setup(ctx) { void EventEmitter; ${what} },
  }`

async function start(what: string, config: object): Promise<{ node: RunningCommand; folder: string }> {
  const folder = folderWith({
    'clacks.config.json': { port: 0, plugins: ['innocent', './culprit.js'], ...config },
    'culprit.js': plugin('culprit', what),
    ...installed('clacks-plugin-innocent', plugin('innocent', 'ctx.hooks.queued.tap(() => {})')),
  })
  const node = clacks(['start', '--json'], folder)
  await node.event('started')
  return { node, folder }
}

describe('a plugin that', () => {
  it.each(Object.entries(WAYS))('%s is named in the log, and the node keeps running', async (way, what) => {
    const { node, folder } = await start(what, { onPluginCrash: 'remove' })
    expect((await clacks(['send', 'hello'], folder).end()).code).toBe(0)
    await node.complaint('[culprit:')
    expect(await node.event('pluginFailed')).toMatchObject({ plugin: 'culprit' })
    const status = clacks(['status', '--json'], folder)
    const { plugins, statistics } = json(await status.end()) as {
      plugins: { id: string }[]
      statistics: object
    }
    expect(plugins.map(({ id }) => id)).toEqual(SEEN.includes(way) ? ['innocent', 'culprit'] : ['innocent'])
    expect(statistics).toMatchObject({ queued: 1 })
    expect((await node.end('SIGINT')).code).toBe(0)
    expect(node.log).not.toContain('innocent')
  })

  it('has an uncaught error stops the node gracefully, and its queue is reported, unless the config says otherwise', async () => {
    const { node, folder } = await start(WAYS['throws in a timer that it started'] ?? '', {})
    await clacks(['send', 'hello'], folder).end()
    const { code, stdout } = await node.end()
    expect(code).toBe(1)
    expect(node.log).toContain('[culprit:outside of hooks] it broke')
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'stopped',
      statistics: { queued: 1 },
    })
  })

  it('is installed as a package is identified by its folder', async () => {
    const folder = folderWith({
      'clacks.config.json': { port: 0, plugins: ['deep'] },
      ...installed(
        'clacks-plugin-deep',
        plugin('deep', `setTimeout(() => { throw new Error('it broke') }, 300)`),
      ),
    })
    const { code, stderr } = await clacks(['start', '--quiet'], folder).end()
    expect(stderr).toContain('[deep:outside of hooks] it broke')
    expect(code).toBe(1)
  })

  it('is not identified is not mistaken for one of the config', async () => {
    const { node, folder } = await start(`setTimeout(() => { throw 'no error at all' }, 300)`, {
      onPluginCrash: 'remove',
    })
    expect((await node.end()).code).toBe(1)
    expect(node.log).toContain("Uncaught error, stopping the node: 'no error at all'")
    expect(folder).not.toBe('')
  })
})
