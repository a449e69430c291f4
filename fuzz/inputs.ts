import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'

/** Texts that parsers, stores and terminals of all kinds treat in a special way. */
const ODD_TEXTS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'then',
  'toJSON',
  '$ref',
  '../../etc/passwd',
  "'; DROP TABLE messages;--",
  '<script>',
  '\u0000',
  '\u001b[2J',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\ud800',
  'é',
  'é😀',
  'a\r\nb: c',
  'x'.repeat(300),
]
/** JSON texts of single values at the edges of what JSON can say. */
const ODD_SCALARS = [
  '0',
  '-0',
  '1.0',
  '1E+2',
  '1e999',
  '-1e999',
  '0.1e-400',
  '9007199254740993',
  '123456789012345678901234567890',
  'true',
  'false',
  'null',
  '""',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '"\\u001b[31m"',
  '"\\/"',
  '"\u2028"',
  '"é"',
  '"é😀"',
]
const HOSTNAMES = [
  'a.example',
  'A.EXAMPLE.',
  'localhost',
  '127.0.0.1',
  '127.1',
  '0x7f000001',
  '2130706433',
  '0177.0.0.1',
  '::1',
  '[::1]',
  '::ffff:127.0.0.1',
  'fe80::1%eth0',
  '0.0.0.0',
  '169.254.169.254',
  'fd00:ec2::254',
  'bücher.example',
  'xn--bcher-kva.example',
  `${'a'.repeat(63)}.example`,
  `${'a'.repeat(64)}.example`,
  'x'.repeat(254),
  'a..b',
  '-a.example',
  '1.2.3',
  '256.1.1.1',
  'İ.example',
  ...ODD_TEXTS,
]
const PORTS = [
  '80',
  '"81"',
  '0',
  '-1',
  '1',
  '65535',
  '65536',
  '1.5',
  '"abc"',
  '""',
  'null',
  'true',
  '{}',
  '[80]',
  '1e3',
  '"1e3"',
  '1e999',
  '"٨٠"',
]
/** Almost the text of an address. */
const NOT_JSON = [
  '{"hostname":"a\\q","port":80}',
  '{"hostname":"a\u0001","port":80}',
  '{"hostname":"a","port":080}',
]
const SPACE = ['', '', '', ' ', '\n', '\r\n\t']

/** A text, often an odd one. */
export const text = (): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary', maxLength: 20 }))

/** The JSON text of a value. Its digits, spaces, duplicate keys and escapes belong to the input. */
export const json: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => {
  const space = fc.constantFrom(...SPACE)
  const key = text().map((name) => JSON.stringify(name))
  const member = fc
    .tuple(key, space, tie('value'))
    .map(([name, gap, value]) => `${name}${gap}:${gap}${value}`)
  return {
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      {
        weight: 5,
        arbitrary: fc.oneof(
          fc.constantFrom(...ODD_SCALARS),
          text().map((said) => JSON.stringify(said)),
          fc.double().map((number) => JSON.stringify(number)),
        ),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(space, fc.array(tie('value'), { maxLength: 4 }))
          .map(([gap, items]) => `[${items.join(`${gap},${gap}`)}]`),
      },
      {
        weight: 3,
        arbitrary: fc
          .tuple(space, fc.array(member, { maxLength: 5 }))
          .map(([gap, members]) => `{${gap}${members.join(`,${gap}`)}}`),
      },
    ),
  }
}).value

/** A value nested or long enough to meet a limit. */
const large: fc.Arbitrary<string> = fc.oneof(
  fc
    .constantFrom(64, 65, 500, 4_999, 9_999, 10_000, 10_001, 20_000)
    .map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
  fc.constantFrom(65, 500, 9_990).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.constantFrom(15_300, 16_384, 200_000).map((length) => `"${'y'.repeat(length)}"`),
)

/** The JSON text of a message. */
export const message: fc.Arbitrary<string> = fc.oneof(
  { weight: 500, arbitrary: json },
  { weight: 1, arbitrary: large },
  {
    weight: 60,
    arbitrary: fc
      .tuple(json, json)
      .map(([said, signature]) => `{"class":"chat","text":${said},"ed25519":${signature}}`),
  },
)

/** The JSON text of an address. */
export const address: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('a', 'b', 'c', 'd').map((name) => `{"hostname":"${name}.example","port":80}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...HOSTNAMES), fc.constantFrom(...PORTS))
      .map(([hostname, port]) => `{"hostname":${JSON.stringify(hostname)},"port":${port}}`),
  },
  { weight: 1, arbitrary: json },
  { weight: 1, arbitrary: fc.constantFrom(...NOT_JSON) },
)

/** One change of a few bytes. */
type Edit = readonly [kind: 'replace' | 'insert' | 'remove' | 'cut' | 'repeat', at: number, bytes: string]

const edit = (tokens: readonly string[]): fc.Arbitrary<Edit> =>
  fc.tuple(
    fc.constantFrom('replace', 'insert', 'remove', 'cut', 'repeat'),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.oneof(fc.constantFrom(...tokens), fc.string({ unit: binaryUnit, minLength: 1, maxLength: 4 })),
  )

/** A byte, as a character of Latin-1: inputs are strings, so that their JSON form is readable. */
const binaryUnit = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code))

/** Bytes, as a string of Latin-1. */
export const bytes = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: binaryUnit, maxLength })

/** The input, in three of four cases unchanged, otherwise with up to three changes. */
export function mutated(input: fc.Arbitrary<string>, tokens: readonly string[]): fc.Arbitrary<string> {
  const edits = fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(edit(tokens), { minLength: 1, maxLength: 3 }) },
  )
  return fc.tuple(input, edits).map(([start, changes]) => changes.reduce(changed, start))
}

function changed(start: string, [kind, fraction, inserted]: Edit): string {
  const at = Math.floor(fraction * start.length)
  const [head, tail] = [start.slice(0, at), start.slice(at)]
  switch (kind) {
    case 'replace':
      return head + inserted + tail.slice(inserted.length)
    case 'insert':
      return head + inserted + tail
    case 'remove':
      return head + tail.slice(inserted.length)
    case 'cut':
      return head
    case 'repeat':
      return start + tail.slice(0, 40)
  }
}

/** The UTF-8 bytes of a text, as a string of Latin-1. */
export const encoded = (said: string): string => Buffer.from(said).toString('latin1')

/** The opposite of {@link encoded}, as bytes. */
export const decoded = (latin1: string): Buffer => Buffer.from(latin1, 'latin1')

/** Line breaks between tokens become spaces when a message is queued. */
export function oneLine(said: string): string {
  return said.replaceAll(/[\r\n]/g, ' ')
}

/** Whether two parsed values are equal. */
export function same(one: unknown, other: unknown): boolean {
  try {
    return isDeepStrictEqual(one, other)
  } catch (thrown) {
    // Nested too deep to be compared; that it arrived as it is was compared above.
    if (thrown instanceof RangeError) return true
    throw thrown
  }
}
