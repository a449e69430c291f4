import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { listenOn } from '../../src/transport/listen.js'

/** A server on a machine where IPv6 is switched off. */
class WithoutIpv6 extends EventEmitter {
  readonly server = createServer()
  readonly #code: string

  constructor(code: string) {
    super()
    this.#code = code
    onTestFinished(async () => {
      if (!this.server.listening) return
      this.server.close()
      await once(this.server, 'close')
    })
  }

  listen(options: { host: string; port: number }): void {
    if (options.host.includes(':'))
      process.nextTick(() => this.emit('error', Object.assign(new Error('no IPv6'), { code: this.#code })))
    else this.server.once('listening', () => this.emit('listening')).listen(options)
  }
}

it.each(['EAFNOSUPPORT', 'EADDRNOTAVAIL'])(
  'listens on 0.0.0.0 where IPv6 is switched off (%s)',
  async (code) => {
    const without = new WithoutIpv6(code)
    await listenOn(without, { host: '::', port: 0 })
    expect(without.server.address()).toMatchObject({ address: '0.0.0.0' })
  },
)

it('does not listen elsewhere than on an address that was asked for', async () => {
  const unavailable = { code: 'EADDRNOTAVAIL' }
  const specific = listenOn(new WithoutIpv6('EADDRNOTAVAIL'), { host: '2001:db8::1', port: 0 })
  await expect(specific).rejects.toMatchObject(unavailable)
  const inUse = { code: 'EADDRINUSE' }
  await expect(listenOn(new WithoutIpv6('EADDRINUSE'), { host: '::', port: 0 })).rejects.toMatchObject(inUse)
})
