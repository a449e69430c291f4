import { describe, expect, it } from 'vitest'
import { friendsIn, readFriends } from '../../src/wire/friends.js'

const TOWER = { hostname: 'tower', port: 80 }

describe('friends', () => {
  it('are the valid ones of a list, eight at most', () => {
    expect(readFriends([null, 1, [], {}, { hostname: '' }, TOWER])).toEqual([TOWER])
    expect(readFriends(Array.from({ length: 20 }, (_, port) => ({ ...TOWER, port: port + 1 })))).toHaveLength(
      8,
    )
    expect(readFriends({ 0: TOWER })).toBeUndefined()
  })

  it('are their own properties only', () => {
    expect(readFriends([Object.create(TOWER)])).toEqual([])
    expect(friendsIn('{"__proto__":{"friends":[{"hostname":"tower","port":80}]}}')).toEqual([])
  })

  it('cannot be changed, since envelopes are shared', () => {
    const friends = readFriends([TOWER])
    expect([Object.isFrozen(friends), Object.isFrozen(friends?.[0])]).toEqual([true, true])
  })

  it.each(['', '{', 'null', '1', '[]', '{"friends":1}'])('are none in the answer %j', (body) => {
    expect(friendsIn(body)).toEqual([])
  })

  it('are read from an answer', () => {
    expect(friendsIn('{"friends":[{"hostname":"Tower","port":"80"},{"hostname":"-"}]}')).toEqual([TOWER])
  })
})
