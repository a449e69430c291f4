import { describe, expect, it } from 'vitest'
import { CODE_MS, SESSION_MS, Sessions } from '../src/sessions.js'

/** A clock whose wall clock can be set to another time. */
class SetClock {
  passed = 0
  offset = 1_700_000_000_000

  monotonic(): number {
    return this.passed
  }

  now(): number {
    return this.offset + this.passed
  }
}

const YEAR_MS = 365 * 24 * 3_600_000

describe('a login code', () => {
  it('is exchanged once, within a minute', () => {
    const clock = new SetClock()
    const sessions = new Sessions(clock)
    const { code, expires } = sessions.makeCode()
    expect(expires).toBe(clock.now() + CODE_MS)
    expect(sessions.open(code, true)).toBeDefined()
    expect(sessions.open(code, true)).toBeUndefined()
    const late = sessions.makeCode()
    clock.passed += CODE_MS
    expect(sessions.open(late.code, true)).toBeUndefined()
    expect(sessions.open('guess', true)).toBeUndefined()
  })
})

describe('codes and sessions', () => {
  it.each([-YEAR_MS, YEAR_MS])('last as long whatever the wall clock is set to: %i ms', (jump) => {
    const clock = new SetClock()
    const sessions = new Sessions(clock)
    const { code } = sessions.makeCode()
    clock.offset += jump
    const session = sessions.open(code, false)
    const secret = session?.secret ?? ''
    clock.offset -= jump
    expect(sessions.find(secret)).toBe(session)
    clock.passed += SESSION_MS - 1
    clock.offset += jump
    expect(sessions.find(secret)).toBe(session)
    clock.passed += 1
    expect(sessions.find(secret)).toBeUndefined()
  })

  it('are forgotten, the oldest first, if there are too many', () => {
    const sessions = new Sessions(new SetClock())
    const codes = Array.from({ length: 17 }, () => sessions.makeCode().code)
    expect(codes.map((code) => sessions.open(code, true) !== undefined)).toEqual([
      false,
      ...codes.slice(1).map(() => true),
    ])
  })
})
