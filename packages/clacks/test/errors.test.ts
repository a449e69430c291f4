import { expect, it } from 'vitest'
import { reasonOf } from '../src/errors.js'

it('the reason of a name of which every address fails names every address, once', () => {
  const refused = (address: string) => new Error(`connect ECONNREFUSED ${address}`)
  const error = new AggregateError([refused('::1:80'), refused('127.0.0.1:80'), refused('::1:80')])
  expect(reasonOf(error)).toBe('connect ECONNREFUSED ::1:80; connect ECONNREFUSED 127.0.0.1:80')
  expect(reasonOf(new AggregateError([], 'nothing was tried'))).toBe('nothing was tried')
})
