import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../src/settings/resolve.js'

describe('resolveSettings', () => {
  it('fills in defaults, also for undefined', () => {
    const written = Object.assign({}, { sendrate: undefined, limits: { peers: undefined, depth: 5 } })
    expect(resolveSettings({})).toMatchObject({ hostname: 'localhost', port: 8080, byterate: Infinity })
    expect(Reflect.apply(resolveSettings, undefined, [written])).toMatchObject({
      sendrate: 1,
      limits: { peers: 2_000, depth: 5 },
    })
  })

  it('derives `messageBytes` from `bodyBytes` unless it is set', () => {
    expect(resolveSettings({ limits: { bodyBytes: 5_000 } }).limits.messageBytes).toBe(3_976)
    expect(resolveSettings({ limits: { bodyBytes: 5 } }).limits.messageBytes).toBe(1)
    expect(resolveSettings({ limits: { bodyBytes: 5_000, messageBytes: 7 } }).limits.messageBytes).toBe(7)
  })

  it.each([
    ['localhost', '127.0.0.1'],
    ['a.localhost', '127.0.0.1'],
    ['127.0.0.2', '127.0.0.2'],
    ['::1', '::1'],
    ['tower.example', '::'],
  ])('a node named %s listens on %s, unless that is set', (hostname, host) => {
    expect(resolveSettings({ hostname, port: 5 }).listen).toEqual({ host, port: 5 })
    expect(resolveSettings({ hostname, listen: { host: '0.0.0.0', port: 6 } }).listen).toEqual({
      host: '0.0.0.0',
      port: 6,
    })
  })

  it('returns frozen settings', () => {
    const settings = resolveSettings({})
    expect(Object.values(settings).concat(settings).every(Object.isFrozen)).toBe(true)
  })
})
