'use strict'
const { createServer } = require('node:net')
const Clacks = require('clacks-p2p')
const { MESSAGE, measured } = require('./measured.cjs')

measured(async ({ key, cert, port }) => {
  const own = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
  const node = new Clacks(key, cert, { port: own, sendrate: 20000 })
  node.addPeer('localhost', port)
  setInterval(() => {
    while (node.peek().length < 100) node.enqueue(MESSAGE)
  }, 5)
  return { count: () => 0 }
})
