import { describe, expect, it } from 'vitest'
import {
  formatAddress,
  hostnameFix,
  isHostPort,
  parseAddress,
  parseHostPort,
  requireAddress,
} from '../src/address.js'

describe('parseAddress', () => {
  it.each([
    ['localhost', 8080, 'localhost', 8080],
    ['LocalHost.', '8080', 'localhost', 8080],
    ['Tower-1.Example', 1, 'tower-1.example', 1],
    ['my_service', 65_535, 'my_service', 65_535],
    ['127.0.0.1', 80, '127.0.0.1', 80],
    ['127.1', 80, '127.0.0.1', 80],
    ['0x7f000001', 80, '127.0.0.1', 80],
    ['2130706433', 80, '127.0.0.1', 80],
    ['::1', 80, '::1', 80],
    ['[0:0:0:0:0:0:0:1]', 80, '::1', 80],
    ['::ffff:127.0.0.1', 80, '127.0.0.1', 80],
    [`${'a'.repeat(63)}.example`, 80, `${'a'.repeat(63)}.example`, 80],
  ])('%s port %s is %s port %s', (hostname, port, host, number) => {
    expect(parseAddress(hostname, port)).toEqual({ hostname: host, port: number })
  })

  it.each([
    undefined,
    null,
    true,
    123,
    {},
    [],
    '',
    ' ',
    'a b',
    'a\r\nX',
    'a\0b',
    'café',
    'a..b',
    '-a',
    'a-',
    'http://a',
    'a/b',
    'a:80',
    'fe80::1%eth0',
    '1.2.3.4.5',
    '256.1.1.1',
    'a'.repeat(64),
    `${'a.'.repeat(127)}abc`,
    'x'.repeat(10_240),
    '__proto__:',
  ])('refuses the host name %j', (hostname) => {
    expect(parseAddress(hostname, 80)).toBeUndefined()
  })

  it.each([
    undefined,
    null,
    true,
    -1,
    0,
    1.5,
    Number.NaN,
    65_536,
    99_999,
    '',
    ' ',
    'abc',
    '08080',
    '001',
    '+80',
    '1e3',
    {},
    [80],
  ])('refuses the port %j', (port) => {
    expect(parseAddress('localhost', port)).toBeUndefined()
  })
})

describe('requireAddress', () => {
  it('reports the value that it received', () => {
    expect(() => requireAddress('a b', 70_000)).toThrow(
      expect.objectContaining({
        code: 'ERR_CLACKS_ADDRESS',
        message: expect.stringContaining('"a b" port 70000'),
      }),
    )
  })
})

describe('parseHostPort', () => {
  it('splits at the last colon, brackets around IPv6', () => {
    expect(parseHostPort('tower-2.example:8080')).toEqual({ hostname: 'tower-2.example', port: 8080 })
    expect(formatAddress(parseHostPort('[::1]:8080'))).toBe('[::1]:8080')
  })

  it.each([
    ['2001:db8::1:8080', 'Write [2001:db8::1]:8080.'],
    ['2001:db8::1', 'Write [2001:db8::1]:PORT.'],
    ['fe80::', 'Write [fe80::]:PORT.'],
    ['[fe80::1%eth0]:8080', 'A zone such as %eth0'],
    ['bücher.example:8080', 'Write xn--bcher-kva.example:8080.'],
    ['https://tower.example:8080/', 'Write tower.example:8080.'],
    [' tower.example:8080', 'Write tower.example:8080.'],
    ['tower.example', 'Write tower.example:PORT.'],
  ])('refuses %j and says how to write it', (text, fix) => {
    expect(isHostPort(text)).toBe(false)
    expect(() => parseHostPort(text)).toThrow(fix)
  })

  it.each([
    ['münchen.example', 'Write xn--mnchen-3ya.example.'],
    ['https://tower.example/', 'Write tower.example.'],
    ['fe80::1%eth0', 'A zone such as %eth0'],
    ['a b', undefined],
    ['tower.example', undefined],
  ])('says how to write the host name %j', (name, fix) => {
    const said = expect(hostnameFix(name))
    if (fix === undefined) said.toBeUndefined()
    else said.toContain(fix)
  })

  it.each(['tower', ':8080', 'tower:', 'tower:x'])('refuses %j', (text) => {
    expect(() => parseHostPort(text)).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_ADDRESS' }))
  })
})
