import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'

// Packages of libp2p 3 call it, and Node.js 20 does not have it; all else runs there. The last
// versions that do not call it are those of libp2p 2 with older packages beneath.
Promise.withResolvers ??= () => {
  let resolve
  let reject
  const promise = new Promise((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

/** A node on a free port of the loopback interface: TCP, encrypted by Noise, with Yamux streams. */
export function createNode(services = {}) {
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // It ends a connection whose pings wait too long behind messages.
    connectionMonitor: { enabled: false },
    services,
  })
}
