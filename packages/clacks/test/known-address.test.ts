import { expect, it } from 'vitest'
import { knownAddress, parseAddress } from '../src/address.js'

it('is the same object for the same address, however it is written, and frozen', () => {
  const address = parseAddress('Tower.example.', '80')
  expect(parseAddress('Tower.example.', 80)).toBe(address)
  expect(Object.isFrozen(address)).toBe(true)
  expect(address).toEqual({ hostname: 'tower.example', port: 80 })
})

it('is one object for each port of a host', () => {
  const ports = [1, 2, 3]
  const addresses = ports.map((port) => parseAddress('many.example', port))
  expect(addresses.map((address) => address?.port)).toEqual(ports)
  for (const [index, port] of ports.entries())
    expect(parseAddress('many.example', port)).toBe(addresses[index])
})

it('has the texts of the address', () => {
  const { name, json, identifier } = knownAddress({ hostname: '::1', port: 8080 })
  expect([name, json]).toEqual(['[::1]:8080', '{"hostname":"::1","port":8080}'])
  expect(identifier).toMatch(/^[0-9a-f]{64}$/)
})

it('does not change the spelling of an address that was not parsed', () => {
  expect(knownAddress({ hostname: 'Tower', port: 80 }).hostname).toBe('Tower')
  expect(knownAddress({ hostname: 'not valid', port: 80 }).name).toBe('not valid:80')
})
