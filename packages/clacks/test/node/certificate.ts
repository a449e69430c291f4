import { generate } from 'selfsigned'

/** Key and certificate in PEM form. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** A self-signed pair for this machine, made now. */
export async function makeKeyPair(commonName = '127.0.0.1'): Promise<KeyPair> {
  const pair = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  return { key: pair.private, cert: pair.cert }
}
