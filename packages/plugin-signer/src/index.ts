export type { SignerOptions } from './options.js'
export type { Signature, Signed } from './signature.js'
export type { SignatureState, Signatures } from './signatures.js'
export { signer, signer as default } from './signer.js'
