import { describe, expect, it } from 'vitest'
import { FIRST_PARTY } from '../../clacks/src/config/resolve/plugin-names.js'
import { checkedNames } from '../src/cli/plan.js'
import { namesFrom } from '../src/names.js'

describe('the names of a plugin', () => {
  it.each([
    ['My Logger', 'clacks-plugin-my-logger', 'my-logger', 'my-logger', 'myLogger', 'clacks-plugin-my-logger'],
    [
      '  myLogger ',
      'clacks-plugin-my-logger',
      'my-logger',
      'my-logger',
      'myLogger',
      'clacks-plugin-my-logger',
    ],
    ['clacks-plugin-radio', 'clacks-plugin-radio', 'radio', 'radio', 'radio', 'clacks-plugin-radio'],
    [
      '@Acme/Radio',
      '@acme/clacks-plugin-radio',
      '@acme/radio',
      '@acme/radio',
      'radio',
      'clacks-plugin-radio',
    ],
    ['@acme', '@acme/clacks-plugin', '@acme', 'acme', 'acme', 'clacks-plugin'],
    ['@acme/clacks-plugin', '@acme/clacks-plugin', '@acme', 'acme', 'acme', 'clacks-plugin'],
    [
      'Zähler für Straßen',
      'clacks-plugin-zahler-fur-strassen',
      'zahler-fur-strassen',
      'zahler-fur-strassen',
      'zahlerFurStrassen',
      'clacks-plugin-zahler-fur-strassen',
    ],
    ['class', 'clacks-plugin-class', 'class', 'class', 'pluginClass', 'clacks-plugin-class'],
    ['3d', 'clacks-plugin-3d', '3d', '3d', 'plugin3d', 'clacks-plugin-3d'],
    [
      '../etc/passwd',
      'clacks-plugin-etc-passwd',
      'etc-passwd',
      'etc-passwd',
      'etcPasswd',
      'clacks-plugin-etc-passwd',
    ],
  ])('%j is normalized', (typed, whole, short, plugin, identifier, folder) => {
    expect(namesFrom(typed)).toEqual({ package: whole, short, plugin, identifier, folder })
  })

  it.each(['', '  ', '日本', '@', '@/radio', '---', 'clacks-plugin', 'x'.repeat(300)])(
    '%j is not valid',
    (typed) => {
      expect(() => namesFrom(typed)).toThrow(RangeError)
    },
  )

  it.each(['My Logger', '@acme', '@acme/radio', '3d'])(
    'those of %j stay the same when they are normalized again',
    (typed) => {
      const names = namesFrom(typed)
      expect(namesFrom(names.package)).toEqual(names)
    },
  )
})

it.each(FIRST_PARTY)('%j is taken by a plugin of clacks', (name) => {
  expect(() => checkedNames(name)).toThrow(`"${name}" is taken: in a config it means @clacks/plugin-${name}.`)
})
