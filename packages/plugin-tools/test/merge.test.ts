import { describe, expect, it } from 'vitest'
import { planUpdate } from '../src/update/merge.js'

/** What becomes of one file. */
function stepOf(
  base: string | undefined,
  mine: string | undefined,
  theirs: string | undefined,
  path = 'a.txt',
) {
  const files = (text: string | undefined) => new Map(text === undefined ? [] : [[path, text]])
  return planUpdate(files(base), files(theirs), files(mine), 'new')[0]
}

describe('an update of a project', () => {
  it.each([
    ['nothing where the template is as it was', 'a', 'mine', 'a', undefined],
    ['nothing where the author did the same', 'a', 'b', 'b', undefined],
    ['an update where the author changed nothing', 'a', 'a', 'b', { kind: 'updated', text: 'b' }],
    ['a new file', undefined, undefined, 'b', { kind: 'added', text: 'b' }],
    ['no file where the template removed it', 'a', 'a', undefined, { kind: 'removed' }],
    [
      'the file as it is, where the template removed it and the author changed it',
      'a',
      'mine',
      undefined,
      { kind: 'kept' },
    ],
    ['no file where the author took it away', 'a', undefined, 'b', { kind: 'kept' }],
    [
      'a conflict where both made a file of that name',
      undefined,
      'mine',
      'b',
      { kind: 'conflict', text: '<<<<<<< yours\nmine\n=======\nb\n>>>>>>> new' },
    ],
    [
      'only the differences where both made a similar file',
      undefined,
      'a\nmine\nc',
      'a\nb\nc',
      { kind: 'conflict', text: 'a\n<<<<<<< yours\nmine\n=======\nb\n>>>>>>> new\nc' },
    ],
    [
      'markers where both changed the same line, and the other changes',
      '1\n2\n3\n4\n5',
      'mine\n2\n3\n4\n5',
      'theirs\n2\n3\n4\nfive',
      {
        kind: 'conflict',
        text: '<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> new\n2\n3\n4\nfive',
        reason: 'you and the template changed 1 place',
      },
    ],
    [
      'an update with CRLF where git checked out so',
      'a\nb\n',
      'a\r\nb\r\n',
      'a\nc\n',
      { kind: 'updated', text: 'a\r\nc\r\n' },
    ],
    ['nothing where only the line ends differ', 'a\nb\n', 'a\r\nc\r\n', 'a\nc\n', undefined],
    [
      'both changes with CRLF, which stays',
      '1\n2\n3\n4\n',
      'one\r\n2\r\n3\r\n4\r\n',
      '1\n2\n3\nfour\n',
      { kind: 'merged', text: 'one\r\n2\r\n3\r\nfour\r\n' },
    ],
    [
      'both changes where they are apart',
      '1\n2\n3\n4\n5',
      'one\n2\n3\n4\n5',
      '1\n2\n3\n4\nfive',
      { kind: 'merged', text: 'one\n2\n3\n4\nfive' },
    ],
  ])('is %s', (_, base, mine, theirs, step) => {
    if (step === undefined) expect(stepOf(base, mine, theirs)).toBeUndefined()
    else expect(stepOf(base, mine, theirs)).toMatchObject(step)
  })

  it('merges JSON member by member, and keeps the form of the author', () => {
    const base = {
      version: '0.0.0',
      scripts: { test: 'vitest', build: 'tsup' },
      devDependencies: { a: '1.0.0', b: '1.0.0', c: '1.0.0' },
    }
    const mine = `{
    "version": "3.0.0",
    "scripts": { "test": "vitest run --coverage", "build": "tsup", "mine": "echo" },
    "devDependencies": { "a": "1.0.0", "b": "1.0.0", "c": "1.0.0", "mine": "1.0.0" }
}
`
    const theirs = {
      version: '0.0.0',
      scripts: { test: 'vitest', build: 'tsup --minify' },
      devDependencies: { a: '2.0.0', c: '1.0.0', d: '1.0.0' },
    }
    const step = stepOf(JSON.stringify(base), mine, JSON.stringify(theirs), 'package.json')
    expect(step).toMatchObject({ kind: 'merged' })
    const text = step !== undefined && 'text' in step ? step.text : ''
    expect(JSON.parse(text)).toEqual({
      version: '3.0.0',
      scripts: { test: 'vitest run --coverage', build: 'tsup --minify', mine: 'echo' },
      devDependencies: { a: '2.0.0', c: '1.0.0', mine: '1.0.0', d: '1.0.0' },
    })
    expect(text).toContain('{\n    "version": "3.0.0",\n    "scripts"')
  })

  it('keeps the value of the author where both changed one of JSON, and merges the others', () => {
    const step = stepOf(
      '{"scripts":{"test":"a","lint":"a"}}',
      '{"scripts":{"test":"mine","lint":"a"}}',
      '{"scripts":{"test":"b","lint":"b","new":"c"}}',
      'package.json',
    )
    expect(step).toMatchObject({
      kind: 'conflict',
      reason: 'scripts.test: yours stays; the template has "b"',
    })
    const text = step !== undefined && 'text' in step ? step.text : ''
    expect(JSON.parse(text)).toEqual({ scripts: { test: 'mine', lint: 'b', new: 'c' } })
  })

  it('merges a .json file that is not JSON line by line', () => {
    const step = stepOf('// a\n{\n}\n', '// a\n{\n}\n// mine\n', '// b\n{\n}\n', 'tsconfig.json')
    expect(step).toMatchObject({ kind: 'merged', text: '// b\n{\n}\n// mine\n' })
  })
})
