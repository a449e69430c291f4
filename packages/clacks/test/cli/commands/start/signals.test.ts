import { describe, expect, it } from 'vitest'
import { folderWith, write } from '../../../config/folder.js'
import { clacks } from '../../command.js'
import { runningNode } from '../../running-node.js'

describe.runIf(process.platform !== 'win32')('clacks start', () => {
  it('reloads the config on SIGHUP; an invalid one is reported and changes nothing', async () => {
    const folder = folderWith({ 'clacks.config.json': { port: 0, sendrate: 5 } })
    const node = clacks(['start', '--json'], folder)
    await node.event('started')
    node.process.kill('SIGHUP')
    expect(await node.event('reconfigured')).toMatchObject({ changed: [], summary: 'nothing changed' })
    write(folder, { 'clacks.config.json': { port: 0, sendrate: 7 } })
    node.process.kill('SIGHUP')
    await node.event('reconfigured', ({ changed }) => String(changed) === 'sendrate')
    write(folder, { 'clacks.config.json': { port: 0, sendrate: -1 } })
    node.process.kill('SIGHUP')
    await node.complaint('The config was not reloaded.')
    expect((await node.end('SIGTERM')).code).toBe(0)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s while a plugin hangs in its setup', async (signal) => {
    const folder = folderWith({
      'clacks.config.json': { port: 0, plugins: ['./slow.mjs'] },
      'slow.mjs': `export default { name: 'slow', apply: () => new Promise(() => console.log('in setup')) }`,
    })
    const node = clacks(['start', '--quiet'], folder)
    await node.line((line) => line === 'in setup')
    expect((await node.end(signal)).code).toBe(0)
  })

  it('exits with 2 for an invalid config and with 1 for a port in use', async () => {
    const { address } = await runningNode()
    const wrong = folderWith({ 'clacks.config.json': { prot: 0 } })
    expect((await clacks(['start'], wrong).end()).code).toBe(2)
    const taken = folderWith({ 'clacks.config.json': { port: Number(address.split(':')[1]) } })
    expect((await clacks(['start'], taken).end()).code).toBe(1)
  })
})
