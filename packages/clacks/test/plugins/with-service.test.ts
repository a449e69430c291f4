import { describe, expect, it } from 'vitest'
import type { Plugin } from '../../src/plugins/plugin.js'
import { createRig, plugin } from './rig.js'

/** A plugin that provides the service `thing`, and another one when it is replaced. */
const provider = (value: unknown): Plugin => plugin('provider', (ctx) => ctx.provide('thing', value))

/** A plugin that notes when it uses `thing`, and when that ends. */
function user(noted: unknown[], name = 'user'): Plugin {
  return plugin(name, (ctx) => {
    ctx.withService('thing', (thing) => {
      noted.push(`uses ${thing}`)
      return () => void noted.push(`left ${thing}`)
    })
  })
}

describe('withService', () => {
  it.each([
    ['before', [user, provider]],
    ['after', [provider, user]],
  ])('gets a service when it is set up %s its provider', async (_, makers) => {
    const { host } = createRig()
    const noted: unknown[] = []
    await host.useAll(makers.map((make) => (make === user ? user(noted) : provider('one'))))
    expect(noted).toEqual(['uses one'])
  })

  it('does nothing as long as nobody provides the service', async () => {
    const { host } = createRig()
    const noted: unknown[] = []
    await host.use(user(noted))
    await host.use(plugin('other', (ctx) => ctx.provide('other', {})))
    expect(noted).toEqual([])
  })

  it('follows a provider that is added, replaced and removed', async () => {
    const { host } = createRig()
    const noted: unknown[] = []
    await host.use(user(noted))
    await host.use(provider('one'))
    await host.use(provider('two'))
    await host.remove('provider')
    expect(noted).toEqual(['uses one', 'left one', 'uses two', 'left two'])
  })

  it('ends with the plugin that uses the service', async () => {
    const { host } = createRig()
    const noted: unknown[] = []
    await host.useAll([provider('one'), user(noted)])
    await host.remove('user')
    await host.use(provider('two'))
    expect(noted).toEqual(['uses one', 'left one'])
  })

  it('ends in a replaced plugin before it begins in its replacement', async () => {
    const { host } = createRig()
    const noted: unknown[] = []
    const named = (name: string) =>
      plugin('user', (ctx) => {
        ctx.withService('thing', () => {
          noted.push(`${name} uses`)
          return () => void noted.push(`${name} left`)
        })
      })
    await host.useAll([provider('one'), named('first')])
    await host.use(named('second'))
    expect(noted).toEqual(['first uses', 'first left', 'second uses'])
  })

  it('does not keep the provider from being removed, as inject does', async () => {
    const { host } = createRig()
    await host.useAll([provider('one'), user([])])
    await expect(host.remove('provider')).resolves.toBeUndefined()
  })

  it('calls nothing if the setup of another plugin fails', async () => {
    const { host } = createRig()
    const noted: unknown[] = []
    const broken = plugin('broken', () => {
      throw new Error('no')
    })
    await expect(host.useAll([provider('one'), user(noted), broken])).rejects.toThrow()
    expect(noted).toEqual([])
  })

  it('reports a failure as one of the plugin, and others still get the service', async () => {
    const { host, reports } = createRig()
    const noted: unknown[] = []
    const failing = plugin('failing', (ctx) => {
      ctx.withService('thing', () => {
        throw new Error('cannot')
      })
    })
    await host.useAll([failing, provider('one'), user(noted)])
    expect(noted).toEqual(['uses one'])
    expect(reports).toMatchObject([{ plugin: 'failing', message: expect.stringContaining('cannot') }])
  })

  it('can be called while the plugin is in use', async () => {
    const { host } = createRig()
    const noted: unknown[] = []
    let later = (): void => {}
    await host.useAll([
      provider('one'),
      plugin('user', (ctx) => {
        later = () => ctx.withService('thing', (thing) => void noted.push(thing))
      }),
    ])
    later()
    expect(noted).toEqual(['one'])
  })

  it('is refused once the plugin has been removed', async () => {
    const { host } = createRig()
    let later = (): void => {}
    await host.use(
      plugin('user', (ctx) => {
        later = () => ctx.withService('thing', () => {})
      }),
    )
    await host.remove('user')
    expect(later).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_STATE' }))
  })
})
