'use strict'
const { createServer } = require('node:net')
const Clacks = require('clacks-p2p')
const { measureIdle } = require('./idle.cjs')

void (async () => {
  const { generate } = await import('selfsigned')
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
  })
  await measureIdle(async () => {
    const port = await new Promise((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port } = probe.address()
        probe.close(() => resolve(port))
      })
    })
    new Clacks(key, cert, { port })
  })
})()
