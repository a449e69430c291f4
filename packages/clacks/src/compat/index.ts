import { CompatInstance } from './instance.js'
import type * as compat from './types.js'

const Instance: new (...parameters: ConstructorParameters<compat.CompatConstructor>) => compat.CompatNode =
  CompatInstance

/**
 * Drop-in replacement for the constructor of clacks-p2p 0.3: the node starts at once, and `new` is
 * optional.
 *
 * It takes the private key and the certificate in PEM form, and options. Invalid ones throw a
 * ClacksError; clacks-p2p prints an error and returns an empty object.
 *
 * @example
 * const Clacks = require('clacks/compat')
 * const clacks = new Clacks(key, cert, { port: 8080 })
 */
const Clacks = new Proxy(Instance, {
  apply: (Target, _, [key, cert, options]: ConstructorParameters<compat.CompatConstructor>) =>
    new Target(key, cert, options),
}) as compat.CompatConstructor

namespace Clacks {
  export type Node = compat.CompatNode
  export type Options = compat.CompatOptions
  export type Payload = compat.CompatPayload
  export type Peer = compat.CompatPeer
  export type Plugin = compat.CompatPlugin
}

export default Clacks
