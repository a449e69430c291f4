const AFTER_SCHEME = '://'
/** `name=value` in a connection string, as `host=db password='a b'` or `Server=db;Pwd=x`. */
const PAIR = /([\w-]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s;&]*))/g

/** A URL as it is written, cut into its parts. A password may contain any character unencoded. */
interface UrlParts {
  /** With `://`. */
  readonly scheme: string
  /** Everything before the last `@`; undefined without one. */
  readonly userInfo: string | undefined
  /** Host, port, path, query and fragment. */
  readonly rest: string
}

/**
 * A URL that may be shown: without user, password, query and fragment. Where it is not certain
 * which part is the password, only the scheme is left. A text that is not a URL is returned
 * as it is.
 *
 * @example
 * redactUrl('postgres://me:p@ss@db.example/archive') // postgres://db.example/archive
 */
export function redactUrl(text: string): string {
  const parts = partsOf(text)
  if (parts === undefined) return text
  const shown = `${parts.scheme}${parts.rest}`
  if (!URL.canParse(shown)) return `${parts.scheme}…`
  const { protocol, host, pathname } = new URL(shown)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
}

/**
 * The secret parts of a URL or a connection string, as they are written in it: the password, and
 * the values of those parameters whose name `isSecretName`. None in another text.
 */
export function secretsInText(text: string, isSecretName: (name: string) => boolean): readonly string[] {
  const parts = partsOf(text)
  if (parts === undefined) return secretPairs(text, isSecretName)
  const { userInfo, rest } = parts
  const password = userInfo?.includes(':') ? userInfo.slice(userInfo.indexOf(':') + 1) : ''
  const query = rest.includes('?') ? rest.slice(rest.indexOf('?') + 1) : ''
  const values = query.split('&').map((parameter) => {
    const [name = '', ...value] = parameter.split('=')
    return isSecretName(name) ? value.join('=') : ''
  })
  return [password, ...values].filter((secret) => secret !== '')
}

function secretPairs(text: string, isSecretName: (name: string) => boolean): readonly string[] {
  return [...text.matchAll(PAIR)].flatMap(([, name = '', quoted, plain = '']) => {
    const value = quoted ?? plain
    return value !== '' && isSecretName(name) ? [value] : []
  })
}

function partsOf(text: string): UrlParts | undefined {
  const end = text.indexOf(AFTER_SCHEME)
  const scheme = text.slice(0, end + AFTER_SCHEME.length)
  if (end <= 0 || !URL.canParse(`${scheme}host`)) return undefined
  const afterScheme = text.slice(scheme.length)
  const at = afterScheme.lastIndexOf('@')
  return {
    scheme,
    userInfo: at < 0 ? undefined : afterScheme.slice(0, at),
    rest: afterScheme.slice(at + 1),
  }
}
