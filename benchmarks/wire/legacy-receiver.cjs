'use strict'
const { createServer } = require('node:net')
const Clacks = require('clacks-p2p')
const { measured } = require('./measured.cjs')

measured(async ({ key, cert }) => {
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
  const node = new Clacks(key, cert, { port })
  let messages = 0
  node.onMessageRecieved(() => messages++)
  return { port, count: () => messages }
})
