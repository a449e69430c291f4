/** Splits `host:port`. @throws Error that says what is wrong */
export function addressIn(text: string): { readonly hostname: string; readonly port: number } {
  const [, hostname = '', digits = ''] = /^\s*(\S+):(\d{1,5})\s*$/.exec(text) ?? []
  const port = Number(digits)
  if (hostname === '' || port < 1 || port > 65_535)
    throw new Error('Expected host:port, such as tower-2.example:8080.')
  return { hostname, port }
}
