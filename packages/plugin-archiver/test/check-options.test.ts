import { expect, test } from 'vitest'
import { archiver } from '../src/index.js'

test.each([
  [{ pth: './a.db' }, /options\.pth: unknown option, expected one of path, .* Did you mean "path"\?$/m],
  [{ persister: { afer: 1 } }, /persister\.afer: unknown option, .* Did you mean "after"\?$/m],
  [{ colour: 'red' }, /options\.colour: unknown option, expected one of path, .*, persister$/m],
  [{ journal: {} }, /options\.journal: .*Use @clacks\/plugin-journal: plugins: \['journal'\]/m],
  [{ classes: 'chat' }, /options\.classes: expected an array.*, received "chat"$/m],
  [{ filter: 'chat' }, /options\.filter: expected a function, received "chat"$/m],
])('reports an invalid option with what is expected: %j', (invalid: object, complaint) => {
  expect(() => archiver(invalid).resolveOptions()).toThrow(complaint)
})
