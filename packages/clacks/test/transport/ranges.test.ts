import { describe, expect, it } from 'vitest'
import { dialPolicy } from '../../src/transport/ranges.js'

const NEVER = [
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '169.254.169.254',
  '240.0.0.1',
  '192.0.2.1',
  '::',
  'fe80::1',
  'ff02::1',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '::7f00:1',
  '4000::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fd00:42::42',
  '100.100.100.200',
  '::ffff:100.100.100.200',
  '64:ff9b::6464:64c8',
  '2002:6464:64c8::1',
  '168.63.129.16',
  '::ffff:168.63.129.16',
  '192.0.0.192',
  'localhost',
  'not an address',
]
const LOOPBACK = ['127.0.0.1', '127.255.0.1', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1']
const PRIVATE = [
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  'fc00::1',
  '::ffff:10.0.0.1',
  '2002:a00:1::1',
]
const PUBLIC = ['8.8.8.8', '2606:4700::1', '::ffff:8.8.8.8']

describe.each([
  ['tower-1.example', { loopback: false, private: false }],
  ['93.184.216.34', { loopback: false, private: false }],
  ['tower', { loopback: false, private: true }],
  ['tower.local', { loopback: false, private: true }],
  ['192.168.1.5', { loopback: false, private: true }],
  ['localhost', { loopback: true, private: true }],
  ['127.0.0.1', { loopback: true, private: true }],
  ['::1', { loopback: true, private: true }],
])('a node that calls itself %s', (hostname, may) => {
  const dials = dialPolicy(hostname)
  it('allows second-hand addresses only in permitted ranges', () => {
    expect(NEVER.filter(dials)).toEqual([])
    expect(LOOPBACK.filter(dials)).toEqual(may.loopback ? LOOPBACK : [])
    expect(PRIVATE.filter(dials)).toEqual(may.private ? PRIVATE : [])
    expect(PUBLIC.filter(dials)).toEqual(PUBLIC)
  })
})
