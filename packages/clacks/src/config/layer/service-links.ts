/** `CLACKS_PORT=tcp://10.96.0.12:8080` */
const ADDRESS = /^(?:tcp|udp|sctp):\/\//
const SERVICE = /_SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/

/**
 * Whether Kubernetes set a variable, rather than the operator. Each container gets variables such
 * as `CLACKS_PORT=tcp://…` and `CLACKS_SERVICE_HOST` for a Service called `clacks`, and for
 * `clacks-listen` likewise, unless its pod sets `enableServiceLinks: false`. Links of Docker have
 * the same form.
 */
export function isServiceLink(name: string, value: string | undefined): boolean {
  return SERVICE.test(name) || (name.endsWith('_PORT') && ADDRESS.test(value ?? ''))
}
