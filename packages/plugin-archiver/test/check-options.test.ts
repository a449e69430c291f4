import { expect, test } from 'vitest'
import { archiver } from '../src/index.js'

test.each([
  [
    { pth: './a.db' },
    /options\.pth: found "\.\/a\.db", expected one of path, .* \(did you mean "path"\?\)$/m,
  ],
  [
    { persister: { afer: 1 } },
    /persister\.afer: found 1, expected one of after, .* \(did you mean "after"\?\)$/m,
  ],
  [{ colour: 'red' }, /options\.colour: found "red", expected one of path, .*, persister$/m],
  [{ journal: {} }, /options\.journal: .*Use @clacks\/plugin-journal: plugins: \['journal'\]/m],
  [{ classes: 'chat' }, /options\.classes: found "chat", expected a list$/m],
  [{ filter: 'chat' }, /options\.filter: found "chat", expected a function$/m],
])('options that are wrong are named, with what is right: %j', (wrong: object, complaint) => {
  expect(() => archiver(wrong).resolveOptions()).toThrow(complaint)
})
