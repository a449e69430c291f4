import { expect, it } from 'vitest'
import { redactUrl, secretsInText } from '../src/url-secrets.js'

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
  expect(secretsInText(url, isSecretName)).toEqual(secrets)
})

it.each([
  ['host=db.example password=secret user=me', ['secret']],
  [`host=db password = 'it\\'s a secret' port=1`, [`it\\'s a secret`]],
  ['Server=db;Password=s=cret;User=me', ['s=cret']],
  ['Server=db;Password=', []],
  ['host=db user=me', []],
])('finds the secrets of a connection string: %s', (text, secrets) => {
  expect(secretsInText(text, (name) => name.toLowerCase() === 'password')).toEqual(secrets)
})
