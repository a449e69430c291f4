import { expect, it } from 'vitest'
import { redactUrl, secretsInUrl } from '../src/url-secrets.js'

const isSecretName = (name: string): boolean => name === 'password'

it.each([
  ['postgres://me:plain@db.example:5432/a', 'postgres://db.example:5432/a', ['plain']],
  ['postgres://me:p@ss@db.example/a', 'postgres://db.example/a', ['p@ss']],
  ['postgres://me:12/34@db.example/a', 'postgres://db.example/a', ['12/34']],
  ['postgres://me:a#b?c@db.example/a', 'postgres://db.example/a', ['a#b?c']],
  ['postgres://db.example/a?ssl=true&password=x=y', 'postgres://db.example/a', ['x=y']],
  ['https://:secret@host/', 'https://host', ['secret']],
  ['https://user@host', 'https://host', []],
  ['postgres://me:secret@not a host/a', 'postgres://…', ['secret']],
  ['sqlite:./file.db', 'sqlite:./file.db', []],
  ['no URL: me:secret@host', 'no URL: me:secret@host', []],
])('shows no secret part of a URL: %s', (url, shown, secrets) => {
  expect(redactUrl(url)).toBe(shown)
  expect(secretsInUrl(url, isSecretName)).toEqual(secrets)
})
