import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Clacks, type ClacksOptions, hold } from 'clacks'
import { generate } from 'selfsigned'
import { describe, expect, it, onTestFinished } from 'vitest'
import { journal } from '../src/index.js'
import { MARKER } from '../src/record.js'
import { RecordingLog } from './recording-log.js'
import { temporaryFolder } from './temporary-folder.js'

async function startNode(options: ClacksOptions): Promise<Clacks> {
  const node = new Clacks({
    hostname: '127.0.0.1',
    port: 0,
    sendrate: Number.POSITIVE_INFINITY,
    idleAnnounce: 0,
    log: new RecordingLog(),
    ...options,
  })
  onTestFinished(() => node.stop())
  await node.start()
  return node
}

/** Resolves when peers have accepted this many messages. */
function sent(node: Clacks, count: number): Promise<void> {
  return new Promise((resolve) => {
    node.hooks.sent.tap('test', () => {
      if (--count === 0) resolve()
    })
  })
}

const keyPair = async () => {
  const pair = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  return { key: pair.private, cert: pair.cert }
}

describe('a node with a journal', () => {
  it('restores its messages under their transfers, without those that were sent', async () => {
    const folder = await temporaryFolder()
    const plugins = () => [journal({ folder })]
    const first = await startNode({ sendrate: 0, plugins: plugins() })
    for (const message of ['a', 'b', 'b']) first.enqueue(message)
    await first.stop()
    const log = new RecordingLog()
    const second = await startNode({ plugins: plugins(), log })
    expect(second.peek()).toEqual(['a', 'b', 'b'])
    expect(log.lines).toEqual([`info: Restored from the journal ${folder}: messages: 3, peers: 0.`])
    const all = sent(second, 3)
    const other = await startNode({ sendrate: 0 })
    second.addPeer('127.0.0.1', other.address.port)
    await all
    expect([...other.peek()].sort()).toEqual(['a', 'b', 'b'])
    await second.stop()
    const third = await startNode({ plugins: plugins() })
    expect(third.peek()).toEqual([])
  })

  it('restores its peers and their keys', async () => {
    const folder = await temporaryFolder()
    const other = await startNode({})
    const { port } = other.address
    const first = await startNode({ plugins: [journal({ folder })] })
    expect(await first.announce('127.0.0.1', port)).toBe(true)
    const [peer] = Object.values(first.getPeers().alive)
    await first.stop()
    await other.stop()
    const impostor = await startNode({ port, ...(await keyPair()) })
    const second = await startNode({ plugins: [journal({ folder })] })
    expect(Object.values(second.getPeers().alive)).toEqual([peer])
    const failed = new Promise((resolve) =>
      second.hooks.sendFailed.tap('test', ({ reason }) => resolve(reason)),
    )
    second.enqueue('not for everybody')
    expect(await failed).toMatch(/shows the key .*; pinned is/)
    expect(impostor.peek()).toEqual([])
  })

  it('leaves the pins to a pin store of the node', async () => {
    const folder = await temporaryFolder()
    const saved: Record<string, string>[] = []
    const pins = { load: () => ({}), save: (all: Record<string, string>) => saved.push(all) }
    const other = await startNode({})
    const node = await startNode({ tls: { pins }, plugins: [journal({ folder })] })
    await node.announce('127.0.0.1', other.address.port)
    await node.stop()
    expect(saved).toHaveLength(1)
    expect(await readdir(folder)).not.toContain('pins.json')
  })

  it('has exclusive use of its journal', async () => {
    const folder = await temporaryFolder()
    await startNode({ plugins: [journal({ folder })] })
    await expect(startNode({ plugins: [journal({ folder })] })).rejects.toThrow(/The journal .* is in use/)
  })

  it('opens the journal of a killed process, but not of a running one', async () => {
    const folder = await temporaryFolder()
    const script = new URL('../harness/node-to-kill.ts', import.meta.url).pathname
    const pair = await keyPair()
    await writeFile(join(folder, 'key.pem'), pair.key)
    await writeFile(join(folder, 'cert.pem'), pair.cert)
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder, '0'], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    await once(child, 'message')
    const options = { folder: join(folder, 'journal') }
    await expect(startNode({ plugins: [journal(options)] })).rejects.toThrow(/is in use/)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await startNode({ plugins: [journal(options)] })
  })

  it('shares the journal with a replacement of its plugin, and closes it with the last one', async () => {
    const folder = await temporaryFolder()
    const node = await startNode({ sendrate: 0, plugins: [journal({ folder })] })
    node.enqueue('one')
    await node.use(journal({ folder, fsync: 'never' }))
    node.enqueue('two')
    await node.remove('journal')
    expect(node.peek()).toEqual(['one', 'two'])
    const other = await startNode({ sendrate: 0, plugins: [journal({ folder })] })
    expect(other.peek()).toEqual(['one', 'two'])
  })

  it('moves its queue when its journal gets another folder', async () => {
    const [folder, second] = [await temporaryFolder(), await temporaryFolder()]
    const node = await startNode({ sendrate: 0, plugins: [journal({ folder })] })
    node.enqueue('one')
    await node.reconfigure({ use: [journal({ folder: second })] })
    node.enqueue('two')
    await node.stop()
    const moved = await startNode({ sendrate: 0, plugins: [journal({ folder: second })] })
    expect(moved.peek()).toEqual(['one', 'two'])
    const emptied = await startNode({ sendrate: 0, plugins: [journal({ folder })] })
    expect(emptied.peek()).toEqual([])
  })

  it('goes on with a journal that was removed and is used again', async () => {
    const folder = await temporaryFolder()
    const node = await startNode({ plugins: [journal({ folder })] })
    node.hooks.beforeSend.tap('test', ({ message }) => (message === 'stays' ? hold('it stays') : undefined))
    node.enqueue('leaves')
    node.enqueue('stays')
    await node.remove('journal')
    const left = sent(node, 1)
    const other = await startNode({ sendrate: 0 })
    node.addPeer('127.0.0.1', other.address.port)
    await left
    node.enqueue('stays')
    await node.use(journal({ folder }))
    expect([...node.peek(), ...node.inFlightMessages()]).toEqual(['stays', 'stays'])
    await node.stop()
    const again = await startNode({ sendrate: 0, plugins: [journal({ folder })] })
    expect(again.peek()).toEqual(['stays', 'stays'])
  })

  it('stores its queue when it gets a journal while running', async () => {
    const folder = await temporaryFolder()
    const node = await startNode({ sendrate: 0 })
    node.enqueue('one')
    await node.use(journal({ folder }))
    await node.stop()
    const again = await startNode({ sendrate: 0, plugins: [journal({ folder })] })
    expect(again.peek()).toEqual(['one'])
  })

  it('starts without unreadable peers, but not without unreadable pins', async () => {
    const folder = await temporaryFolder()
    const first = await startNode({ plugins: [journal({ folder })] })
    const other = await startNode({})
    await first.announce('127.0.0.1', other.address.port)
    await first.stop()
    const flip = async (name: string): Promise<void> => {
      const bytes = await readFile(join(folder, name))
      bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1
      await writeFile(join(folder, name), bytes)
    }
    await flip('peers.json')
    const log = new RecordingLog()
    const second = await startNode({ log, plugins: [journal({ folder })] })
    expect(log.lines).toEqual([expect.stringMatching(/^error: .*peers\.json is damaged and is renamed/)])
    expect(second.getPeers().alive).toEqual({})
    await second.stop()
    await flip('pins.json')
    await expect(startNode({ plugins: [journal({ folder })] })).rejects.toThrow(/pins\.json are damaged/)
  })

  it('reports an incomplete record and damage', async () => {
    const folder = await temporaryFolder()
    const first = await startNode({ sendrate: 0, plugins: [journal({ folder })] })
    for (const message of ['one', 'two', 'three']) first.enqueue(message)
    await first.stop()
    const file = join(folder, '00000001.journal')
    const bytes = await readFile(file)
    const two = bytes.indexOf('"two"')
    bytes[two + 1] = 0x54
    await writeFile(file, Buffer.concat([bytes, Buffer.from('torn')]))
    const log = new RecordingLog()
    const second = await startNode({ sendrate: 0, log, plugins: [journal({ folder })] })
    expect(second.peek()).toEqual(['one', 'three'])
    expect(log.lines).toEqual([
      expect.stringMatching(
        /^error: 00000001\.journal of the journal is damaged: \d+ bytes at \d+ cannot be read/,
      ),
      expect.stringMatching(
        /^info: 00000001\.journal of the journal ends with 4 bytes of an incomplete record/,
      ),
      `error: The journal ${folder} had 3 messages when it was closed; 2 can be read now.`,
      `info: Restored from the journal ${folder}: messages: 2, peers: 0.`,
    ])
  })

  it('reports that a journal was cut since it was closed', async () => {
    const folder = await temporaryFolder()
    const first = await startNode({ sendrate: 0, plugins: [journal({ folder })] })
    for (const message of ['one', 'two', 'three']) first.enqueue(message)
    await first.stop()
    const file = join(folder, '00000001.journal')
    const bytes = await readFile(file)
    await writeFile(file, bytes.subarray(0, bytes.lastIndexOf(MARKER)))
    const log = new RecordingLog()
    const second = await startNode({ sendrate: 0, log, plugins: [journal({ folder })] })
    expect(second.peek()).toEqual(['one', 'two'])
    expect(log.lines).toEqual([
      expect.stringMatching(
        /^error: 00000001\.journal of the journal is damaged: 44 bytes at \d+ .* are missing/,
      ),
      `error: The journal ${folder} had 3 messages when it was closed; 2 can be read now.`,
      `info: Restored from the journal ${folder}: messages: 2, peers: 0.`,
    ])
  })
})
