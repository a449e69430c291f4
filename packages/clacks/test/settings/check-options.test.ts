import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { createLog } from '../../src/log.js'
import { systemRandom } from '../../src/random.js'
import { checkOptions, checkSettings } from '../../src/settings/check-options.js'
import { OptionsError } from '../../src/settings/options-error.js'

function issuesOf(check: () => void): readonly string[] {
  try {
    check()
    return []
  } catch (thrown) {
    if (!(thrown instanceof OptionsError)) throw thrown
    expect(thrown.code).toBe('ERR_CLACKS_OPTION')
    for (const { message } of thrown.issues) expect(thrown.message).toContain(message)
    return thrown.issues.map(({ path, message, fix = '' }) => `${path.join('.')}: ${message} ${fix}`.trim())
  }
}

describe('the options of a node', () => {
  it('may be left out, undefined, or complete', () => {
    checkOptions({})
    checkOptions({
      port: undefined,
      limits: { peers: undefined },
      tls: { keys: undefined },
      other: undefined,
    })
    checkOptions({
      sendrate: Number.POSITIVE_INFINITY,
      key: Buffer.from('key'),
      cert: 'cert',
      tls: { trust: 'pin', keys: ['aB'.repeat(32), Array(32).fill('0F').join(':')], ca: ['pem'], pins: {} },
      peers: ['a:1', '[::1]:2'],
      plugins: [false, null, undefined],
      folder: '.',
      log: createLog('silent'),
      clock: systemClock,
      random: systemRandom,
    })
  })

  it('are reported all at once', () => {
    expect(issuesOf(() => checkOptions({ port: '80', hostname: 'a b', limits: { peers: 0 } }))).toEqual([
      'port: expected an integer, received "80"',
      'limits.peers: expected a number > 0, received 0',
      'hostname: expected a DNS name or IP address, received "a b"',
    ])
  })

  it.each<[object, RegExp]>([
    [{ sendrat: 5 }, /^sendrat: unknown option, .* Did you mean "sendrate"\?$/],
    [{ control: true }, /^control: unknown option/],
    [{ requireVerified: 'no' }, /^requireVerified: expected true or false, received "no"$/],
    [{ hostname: null }, /^hostname: expected a string, received null$/],
    [{ sendrate: null }, /^sendrate: expected a number, received null$/],
    [{ limits: [] }, /^limits: expected an object, received an empty array$/],
    [{ limits: { peerShare: 2 } }, /^limits\.peerShare: expected a number <= 1, received 2$/],
    [{ weights: { alive: Number.POSITIVE_INFINITY } }, /^weights\.alive: expected a number <= 1000000/],
    [{ peers: 'a:1' }, /^peers: expected an array, received "a:1"$/],
    [{ peers: [1] }, /^peers\.0: expected a string, received 1$/],
    [{ plugins: {} }, /^plugins: expected an array, received an object$/],
    [{ folder: 5 }, /^folder: expected a string, received 5$/],
    [{ key: 'x' }, /^: `key` is given without `cert`; expected both or neither$/],
    [{ cert: 'x' }, /^: `cert` is given without `key`; expected both or neither$/],
    [{ key: 5, cert: 'x' }, /^key: expected PEM text as a string or a Buffer, received 5$/],
    [{ tls: { trust: 'all' } }, /^tls\.trust: expected one of "tofu", .*, received "all"$/],
    [{ tls: { trust: 'pin' } }, /^tls\.trust: expected the SHA-256 of at least one public key/],
    [{ tls: { keys: ['abc'] } }, /^tls\.keys\.0: expected a string that matches/],
    [{ tls: { rejectUnauthorized: false } }, /^tls\.rejectUnauthorized: unknown option/],
    [{ log: console.log }, /^log: expected an object, received a function$/],
    [{ log: {} }, /^log: .* received one without debug, info, warn, error, child$/],
    [{ clock: { now: Date.now } }, /^clock: .* received one without monotonic, after$/],
    [{ random: Math }, /^random: .* received one without fraction, token$/],
    [{ transport: {} }, /^transport: .* received one without listen, send, pinnedKey, close$/],
  ])('%j are refused', (options, issue) => {
    expect(issuesOf(() => checkOptions(options))).toEqual([expect.stringMatching(issue)])
  })

  // More would be a timer that fires at once, a RangeError, or a cache that takes all memory.
  it.each(['connectMs', 'requestMs', 'outboundConnections'])('limits.%s is possible for Node', (limit) => {
    const most = limit === 'outboundConnections' ? 65_536 : 86_400_000
    checkOptions({ limits: { [limit]: most } })
    for (const value of [most + 1, Number.POSITIVE_INFINITY])
      expect(issuesOf(() => checkOptions({ limits: { [limit]: value } }))).toEqual([
        `limits.${limit}: expected a number <= ${most}, received ${value}`,
      ])
    expect(issuesOf(() => checkOptions({ limits: { [limit]: 2.5 } }))).toEqual([
      `limits.${limit}: expected an integer, received 2.5`,
    ])
  })

  it.each(['x', null, [], 5])('are an object, not %j', (options) => {
    expect(issuesOf(() => checkOptions(options))).toEqual([expect.stringMatching(/^: expected an object/)])
  })

  it('never show a key', () => {
    expect(issuesOf(() => checkOptions({ key: 'secret' })).join()).not.toContain('secret')
  })
})

describe('the settings of a running node', () => {
  it('are checked like options', () => {
    expect(issuesOf(() => checkSettings({ sendrate: -1, limts: {} }))).toEqual([
      expect.stringMatching(/^limts: .* Did you mean "limits"\?$/),
      'sendrate: expected a number >= 0, received -1',
    ])
  })

  it('exclude options that only the constructor accepts', () => {
    expect(issuesOf(() => checkSettings({ peers: ['a:1'], tls: undefined }))).toEqual([
      'peers: cannot change while the node runs',
    ])
  })
})
