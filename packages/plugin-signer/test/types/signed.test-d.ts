// What must and must not compile. Checked by `tsc`, never run.
import { Clacks } from 'clacks'
import { expectTypeOf } from 'vitest'
import { type Signature, type SignatureState, type Signatures, signer } from '../../src/index.js'

const signatures = new Clacks({ plugins: [signer({ key: './key.pem' })] }).service('signatures')
expectTypeOf(signatures).toEqualTypeOf<Signatures | undefined>()

declare const service: Signatures
expectTypeOf(service.sign({ text: 'GNU' })).toExtend<{ text: string; ed25519: Signature }>()
expectTypeOf(service.sign('GNU')).toExtend<{ signed: string; ed25519: Signature }>()
expectTypeOf(service.sign([1]).signed).toEqualTypeOf<number[]>()
expectTypeOf(service.state(1)).toEqualTypeOf<SignatureState>()

// @ts-expect-error there is no such policy
signer({ invalid: 'ignore' })
