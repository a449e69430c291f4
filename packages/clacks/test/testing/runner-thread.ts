import { MessageChannel, parentPort } from 'node:worker_threads'

// Like a test runner with a pool of threads, before it loads a test.
parentPort?.on('message', () => {})
const { hasPendingWork } = await import('../../src/testing/real-work.js')
const idle = hasPendingWork()
const { port1, port2 } = new MessageChannel()
port1.on('message', () => {})
const working = hasPendingWork()
port2.close()
parentPort?.postMessage({ idle, working })
