import { describe, expect, it } from 'vitest'
import { regressionsOf } from './regressions.ts'
import type { Target } from './target.ts'
import { TARGETS } from './targets.ts'

/** What does not hold for the inputs of the files in test/regressions. */
async function violations<Input>(name: string, { open }: Target<Input>): Promise<string[]> {
  const found: string[] = []
  for (const [file, { input }] of regressionsOf<Input>(name)) {
    const subject = await open()
    await subject.check(input).catch((thrown) => found.push(`${file}: ${thrown}`))
    await subject.close()
  }
  return found
}

describe('what the fuzzer found once', () => {
  it.each(Object.entries(TARGETS))('holds: %s', async (name, target) => {
    expect(await target((typed) => violations(name, typed))).toEqual([])
  })
})
