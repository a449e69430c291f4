import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../config/folder.js'
import { clacks } from './command.js'
import { json, runningNode } from './running-node.js'

const SHOUT = {
  'shout.ts': `
    import { definePlugin, drop } from 'clacks'
    export default definePlugin({
      name: 'shout',
      setup(ctx) {
        ctx.hooks.received.tap((reception) => {
          if (reception.message === 'secret') return drop('not for us')
          reception.message = { text: reception.message }
        })
      },
    })`,
}

it('send, peek, status: as text and as JSON', async () => {
  const { run, address } = await runningNode()
  expect(await run('send', 'hello')).toEqual({ code: 0, stdout: '1 message is in the queue\n', stderr: '' })
  expect(json(await run('send', '--json', '{"class":"chat"}'))).toEqual({ queued: 1, refused: [] })
  expect(json(await run('peek', '--json'))).toEqual({ total: 2, messages: ['hello', { class: 'chat' }] })
  expect((await run('peek', '-n', '1')).stdout).toBe('1  "hello"\nand 1 more\n')
  expect(json(await run('status', '--json'))).toMatchObject({
    address,
    statistics: { enqueued: 2, queued: 2 },
    peers: { alive: 0 },
    sendrate: 100,
  })
  expect((await run('status')).stdout).toContain('queue        2 messages, 23 bytes, 0 under way\n')
})

it('send reads lines of standard input and of a file, or the whole of it; what is refused is told and ends with 1', async () => {
  const { run, start, folder } = await runningNode({ limits: { messageBytes: 1_000 } })
  const piped = start('send')
  piped.process.stdin.end('one\r\n\n{"two":2}\nthree')
  expect(await piped.end()).toEqual({ code: 0, stdout: '3 messages are in the queue\n', stderr: '' })
  writeFileSync(join(folder, 'in.txt'), `four\n${'x'.repeat(1_000)}\nnull\nfive\n`)
  expect(await run('send', '--file', 'in.txt')).toMatchObject({
    code: 1,
    stdout: '2 messages are in the queue\n',
    stderr: expect.stringMatching(
      /^clacks: line 2 is not sent: The message has 1002 bytes as JSON; .*\nclacks: line 3 is not sent: null is no message\.\n$/,
    ),
  })
  writeFileSync(join(folder, 'whole.txt'), 'six\nseven\n')
  expect((await run('send', '--whole', '-f', 'whole.txt')).code).toBe(0)
  const { messages } = json(await run('peek', '--json')) as { messages: unknown }
  expect(messages).toEqual(['one', { two: 2 }, 'three', 'four', 'five', 'six\nseven\n'])
})

it('send refuses a message of 10 MB, says why, and the node lives on', async () => {
  const { run, folder } = await runningNode()
  writeFileSync(join(folder, 'big.txt'), 'x'.repeat(10_000_000))
  const { code, stderr } = await run('send', '--file', 'big.txt')
  expect(code).toBe(1)
  expect(stderr).toContain(
    'line 1 is not sent: The message has 10000002 bytes as JSON; the limit is 1047552.',
  )
  expect((await run('send', 'small')).code).toBe(0)
})

it('send waits for room where the queue is full, and loses nothing', async () => {
  const receiver = await runningNode()
  const sender = await runningNode({
    limits: { queueMessages: 5 },
    peers: [receiver.address],
    sendrate: 1_000,
  })
  const piped = sender.start('send', '--json')
  piped.process.stdin.end(Array.from({ length: 60 }, (_, index) => `message ${index}`).join('\n'))
  expect(json(await piped.end())).toEqual({ queued: 60, refused: [] })
})

it('peers, announce, ignore, unignore', async () => {
  const other = await runningNode()
  const { run, node } = await runningNode()
  expect(await run('announce', other.address)).toMatchObject({
    code: 0,
    stdout: `${other.address} knows the node now\n`,
  })
  expect((await run('peers')).stdout).toMatch(new RegExp(`^alive {2}${other.address} {2}since \\d{4}-`))
  expect(await run('ignore', other.address)).toMatchObject({ code: 0 })
  expect(json(await run('peers', '--status', 'ignored', '--json'))).toMatchObject([{ status: 'ignored' }])
  expect(await run('peers', '--status', 'alive')).toMatchObject({ stdout: 'no peers\n' })
  expect(await run('unignore', other.address)).toMatchObject({
    code: 0,
    stdout: `${other.address} is ignored no more\n`,
  })
  expect(json(await run('unignore', other.address, '--json'))).toEqual({
    address: other.address,
    forgiven: false,
  })
  expect(await run('peers', '--status', 'ignored')).toMatchObject({ stdout: 'no peers\n' })
  expect(await run('peers', '--status', 'alife')).toMatchObject({ code: 2 })
  expect(await run('announce', 'nowhere')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ERR_CLACKS_ADDRESS'),
  })
  await other.node.end('SIGINT')
  expect(json(await run('announce', 'localhost:1', '--json'))).toEqual({
    address: 'localhost:1',
    welcome: false,
  })
  expect(await node.end('SIGINT')).toMatchObject({ code: 0 })
})

it('announce does not take the node itself, or a name without a port, for a peer', async () => {
  const { run, address } = await runningNode()
  expect(await run('announce', address)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`${address} is the node itself.`),
  })
  expect(await run('announce', 'tower-2')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"tower-2" is not a host:port. Use a DNS name'),
  })
})

it('tail shows events as they happen, filtered', async () => {
  const { run, start } = await runningNode()
  const tail = start('tail', '--json', '--event', 'queued', '--match', 'needle', '-n', '2')
  const plain = start('tail', '-n', '1')
  // Which of them listens already only the node knows.
  while ((json(await run('status', '--json')) as { watchers: number }).watchers < 2);
  await run('send', 'hay')
  await run('send', 'needle 1')
  await run('send', 'needle 2')
  const { code, stdout } = await tail.end()
  expect(code).toBe(0)
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { event: 'queued', origin: 'enqueued', message: 'needle 1' },
    { event: 'queued', message: 'needle 2' },
  ])
  expect((await plain.end()).stdout).toMatch(/^\d\d:\d\d:\d\d {2}queued {6} +"hay"\n$/)
  expect(json(await run('status', '--json'))).toMatchObject({ plugins: [], watchers: 0 })
})

it('trace shows what each tap does, and writes a Chrome trace', async () => {
  const { run, start, address, folder } = await runningNode({ plugins: ['./shout.ts'], sendrate: 0 }, SHOUT)
  const speaker = await runningNode({ peers: [address], sendrate: 20 })
  const trace = start('trace', '--hook', 'received', '--chrome', 'trace.json', '-n', '2')
  const done = trace.end()
  let ended = false
  void done.then(() => {
    ended = true
  })
  for (let number = 0; !ended; number++) await speaker.run('send', number % 2 === 0 ? 'hi' : 'secret')
  const { code, stdout } = await done
  expect(code).toBe(0)
  const [, second = ''] = stdout.split('\n').sort().reverse()
  expect(stdout).toMatch(
    /received #\d+\.1 +shout +\d+\.\d\d ms {2}(message: "hi" -> \{"text":"hi"\}|drop: not for us)\n/,
  )
  expect(second).not.toContain('\u001b')
  const { traceEvents } = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8'))
  expect(traceEvents).toContainEqual(
    expect.objectContaining({
      ph: 'X',
      name: 'shout',
      cat: 'received',
      ts: expect.any(Number),
      dur: expect.any(Number),
    }),
  )
  expect((await run('trace', '--count', 'many')).code).toBe(2)
})

it('top is one picture without a terminal, and a line a look with --json', async () => {
  const { run } = await runningNode({ plugins: ['./shout.ts'] }, SHOUT)
  const { code, stdout } = await run('top', '-i', '0.1')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^clacks \S+ {2}localhost:\d+ +running \d+ s {2}process \d+\n/)
  expect(stdout).toContain('\nshout ')
  expect(stdout).not.toContain('\u001b')
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  const lines = (await run('top', '--json', '-i', '0.1', '-n', '2')).stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { rates: { sent: 0 } },
    { plugins: [{ id: 'shout' }] },
  ])
})

it('an edit is taken over while the node runs; a wrong one is said and changes nothing', async () => {
  const { run, node, folder } = await runningNode({ plugins: [] }, SHOUT)
  const file = join(folder, 'clacks.config.json')
  writeFileSync(file, JSON.stringify({ port: 0, sendrate: 7, plugins: ['./shout.ts'] }))
  expect(await node.event('reconfigured')).toMatchObject({
    added: ['shout'],
    changed: ['sendrate'],
    restart: [],
  })
  writeFileSync(file, '{ "sendrate": -1 }')
  await node.complaint('The edit is not taken over; the node runs on as it was.')
  expect(json(await run('status', '--json'))).toMatchObject({ sendrate: 7, plugins: [{ id: 'shout' }] })
  expect(await run('apply')).toMatchObject({ code: 2, stderr: expect.stringContaining('sendrate') })
  writeFileSync(file, JSON.stringify({ port: 1, sendrate: 7, plugins: [] }))
  expect(await node.event('reconfigured', ({ removed }) => String(removed) === 'shout')).toMatchObject({
    restart: ['port'],
  })
  expect(await run('apply')).toMatchObject({ code: 0, stdout: 'only after a restart: port\n' })
})

it('a config that is taken away keeps the running one: neither one in a folder above nor the defaults take its place', async () => {
  const folder = folderWith({
    'clacks.config.json': { sendrate: 99 },
    'node/clacks.config.json': { port: 0, sendrate: 7, plugins: ['./shout.ts'] },
    'node/shout.ts': SHOUT['shout.ts'],
  })
  const file = join(folder, 'node/clacks.config.json')
  const node = clacks(['start', '--json'], join(folder, 'node'))
  await node.event('started')
  rmSync(file)
  await node.complaint('The edit is not taken over; the node runs on as it was.')
  writeFileSync(file, JSON.stringify({ port: 0, sendrate: 8, plugins: ['./shout.ts'] }))
  expect(await node.event('reconfigured')).toMatchObject({ changed: ['sendrate'], removed: [], added: [] })
})

it('a word that names no event, hook or plugin is not waited for', async () => {
  const { run } = await runningNode({ plugins: ['./shout.ts'] }, SHOUT)
  const refused = async (complaint: string, ...args: readonly string[]): Promise<void> => {
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(complaint) })
  }
  await refused('There is no event "recieved"; expected one of received, queued,', 'tail', '-e', 'recieved')
  await refused('Did you mean "received"?', 'tail', '-e', 'sent', 'recieved')
  await refused('ERR_CLACKS_ADDRESS', 'tail', '--peer', 'nobody')
  await refused('There is no hook about messages "announced";', 'trace', '--hook', 'announced')
  await refused(
    'There is no plugin "shuot"; expected one of shout. Did you mean "shout"?',
    'trace',
    '--plugin',
    'shuot',
  )
  await refused('There is no status "alvie"; expected one of new, alive,', 'peers', '--status', 'alvie')
})

it('an edit of the file of a plugin replaces it', async () => {
  const { node, folder } = await runningNode({ plugins: ['./shout.ts'] }, SHOUT)
  writeFileSync(join(folder, 'shout.ts'), `${SHOUT['shout.ts']}// edited`)
  expect(await node.event('reconfigured')).toMatchObject({ replaced: ['shout'] })
})

it('a node without a config is reached from its folder', async () => {
  const folder = folderWith({})
  const node = clacks(['start', '--json'], folder, { CLACKS_PORT: '0' })
  const { address } = await node.event('started')
  expect(json(await clacks(['status', '--json'], folder).end())).toMatchObject({ address })
  expect(json(await clacks(['apply', '--json'], folder, { CLACKS_PORT: '0' }).end())).toMatchObject({
    changed: [],
  })
  expect((await clacks(['stop'], folder).end()).code).toBe(0)
  expect((await node.end()).code).toBe(0)
})

it('stop waits until the node has gone', async () => {
  const { run, node } = await runningNode()
  expect(await run('stop')).toMatchObject({ code: 0, stdout: expect.stringContaining('has stopped') })
  expect(await node.end()).toMatchObject({ code: 0 })
  expect(await run('status')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('ERR_CLACKS_CONTROL_UNREACHABLE'),
  })
})

it('a command that follows the node ends with 1 where the node goes', async () => {
  const { run, start, node } = await runningNode()
  const tail = start('tail', '--json')
  while ((json(await run('status', '--json')) as { watchers: number }).watchers === 0);
  await node.end('SIGINT')
  expect(await tail.end()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('ERR_CLACKS_CONTROL_LOST'),
  })
})

it('two nodes on one config: the second does not start', async () => {
  const { start } = await runningNode()
  const second = await start('start', '--json').end()
  expect(second).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('ERR_CLACKS_CONTROL_IN_USE'),
  })
})

it('the socket of a dead node is taken over', async () => {
  const { folder, node, start, run } = await runningNode()
  await node.end('SIGKILL')
  expect(statSync(join(folder, '.clacks/control.sock')).isSocket()).toBe(true)
  expect(await run('status')).toMatchObject({ code: 1, stderr: expect.stringContaining('No node runs on') })
  const again = start('start', '--json')
  await again.event('started')
  expect((await run('status')).code).toBe(0)
  expect((await again.end('SIGTERM')).code).toBe(0)
})

it('the socket is for its owner only, and is not there with control: false', async () => {
  const { folder } = await runningNode()
  expect(statSync(join(folder, '.clacks/control.sock')).mode & 0o777).toBe(0o600)
  const off = await runningNode({ control: false })
  expect((await off.run('status')).code).toBe(1)
})

it('a channel that cannot be opened keeps no node from running', async () => {
  const folder = folderWith({ 'clacks.config.json': { port: 0 }, '.clacks/control.sock/in-the-way': '' })
  const node = clacks(['start', '--json'], folder)
  await node.complaint('The control channel cannot be opened')
  await node.event('started')
  expect((await node.end('SIGTERM')).code).toBe(0)
})

it.each([
  [['peek', '-n', '0'], 'Expected a whole number above 0.'],
  [['top', '--interval', '0'], 'Expected a number from 0.1 to 3600.'],
  [['send', 'a', 'b'], 'too many arguments'],
  [['send', 'a', '--file', 'b'], 'give one of them'],
  [['send', '--file', 'nope'], 'cannot be read'],
  [['tial'], 'Did you mean tail?'],
  [['status', '--config', 'nope.json'], 'No node runs on'],
])('%j is wrong, and says how', async (args, said) => {
  const { code, stdout, stderr } = await clacks(args, folderWith({})).end()
  expect(stderr).toContain(said)
  expect({ code, stdout }).toEqual({ code: args[0] === 'status' ? 1 : 2, stdout: '' })
})
