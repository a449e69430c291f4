import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
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

/** Waits until the node has this many observers. */
function watchers(run: Awaited<ReturnType<typeof runningNode>>['run'], count: number): Promise<void> {
  return vi.waitFor(
    async () => expect(json(await run('status', '--json'))).toMatchObject({ watchers: count }),
    { timeout: 30_000 },
  )
}

it('send, peek, status: as text and as JSON', async () => {
  const { run, address } = await runningNode()
  expect(await run('send', 'hello')).toEqual({ code: 0, stdout: '1 message enqueued\n', stderr: '' })
  expect(json(await run('send', '--json', '{"class":"chat"}'))).toEqual({ queued: 1, refused: [] })
  expect(json(await run('peek', '--json'))).toEqual({ total: 2, messages: ['hello', { class: 'chat' }] })
  expect((await run('peek', '-n', '1')).stdout).toBe('1  "hello"\nand 1 more\n')
  expect(json(await run('status', '--json'))).toMatchObject({
    address,
    statistics: { enqueued: 2, queued: 2 },
    peers: { alive: 0 },
    sendrate: 100,
  })
  expect((await run('status')).stdout).toContain('queue     2 messages, 23 bytes, 0 in flight\n')
})

it('no message can change a terminal, and JSON keeps its value', async () => {
  const { run } = await runningNode()
  const evil = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e'
  await run('send', '--json', JSON.stringify({ [evil]: evil }))
  const outputs = [await run('peek', '--json'), await run('peek')].map(({ stdout }) => stdout)
  for (const stdout of outputs) expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
  expect(JSON.parse(outputs[0] ?? '')).toEqual({ total: 1, messages: [{ [evil]: evil }] })
})

it('send reads standard input or a file, by line or whole; it reports refused messages and exits with 1', async () => {
  const { run, start, folder } = await runningNode({ limits: { messageBytes: 1_000 } })
  const piped = start('send')
  piped.process.stdin.end('one\r\n\n{"two":2}\nthree')
  expect(await piped.end()).toEqual({ code: 0, stdout: '3 messages enqueued\n', stderr: '' })
  writeFileSync(join(folder, 'in.txt'), `four\n${'x'.repeat(1_000)}\nnull\nfive\n`)
  expect(await run('send', '--file', 'in.txt')).toMatchObject({
    code: 1,
    stdout: '2 messages enqueued\n',
    stderr: expect.stringMatching(
      /^clacks: line 2 was not sent: The message has 1002 bytes as JSON; .*\nclacks: line 3 was not sent: null is not a message\.\n$/,
    ),
  })
  writeFileSync(join(folder, 'whole.txt'), 'six\nseven\n')
  expect((await run('send', '--whole', '-f', 'whole.txt')).code).toBe(0)
  const { messages } = json(await run('peek', '--json')) as { messages: unknown }
  expect(messages).toEqual(['one', { two: 2 }, 'three', 'four', 'five', 'six\nseven\n'])
})

it.each([[['-']], [['--', '-']], [['--file', '-']]])('send %j reads standard input', async (args) => {
  const { run, start } = await runningNode()
  const piped = start('send', ...args)
  piped.process.stdin.end('one\n"-"\n')
  expect(await piped.end()).toEqual({ code: 0, stdout: '2 messages enqueued\n', stderr: '' })
  expect(json(await run('peek', '--json'))).toEqual({ total: 2, messages: ['one', '-'] })
})

it('send refuses a message of 10 MB with a reason, and the node keeps running', async () => {
  const { run, folder } = await runningNode()
  writeFileSync(join(folder, 'big.txt'), 'x'.repeat(10_000_000))
  const { code, stderr } = await run('send', '--file', 'big.txt')
  expect(code).toBe(1)
  expect(stderr).toContain(
    'line 1 was not sent: The message has 10000002 bytes as JSON; the limit is 1047552.',
  )
  expect((await run('send', 'small')).code).toBe(0)
})

it('send waits while the queue is full, and loses nothing', async () => {
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

it('send gives up after its timeout while the queue is full, says so, and exits with 1', async () => {
  const { run, folder } = await runningNode({ limits: { queueMessages: 1 }, sendrate: 0 })
  expect((await run('send', '--timeout', '60', 'one')).code).toBe(0)
  writeFileSync(join(folder, 'in.txt'), 'two\nthree\n')
  expect(await run('send', '-f', 'in.txt', '--timeout', '0.1')).toEqual({
    code: 1,
    stdout: '0 messages enqueued\n',
    stderr: 'clacks: gave up after 0.1 s: the queue of the node is full\n',
  })
  const late = await run('send', '--json', '--timeout', '0.1', 'four')
  expect({ code: late.code, result: json(late) }).toEqual({
    code: 1,
    result: { queued: 0, refused: [], timedOut: true },
  })
  expect(json(await run('peek', '--json'))).toEqual({ total: 1, messages: ['one'] })
  expect((await run('send', '--timeout', 'soon', 'five')).code).toBe(2)
})

it('peers, announce, ignore, unignore', async () => {
  const other = await runningNode()
  const { run, node } = await runningNode()
  expect(await run('announce', other.address)).toMatchObject({
    code: 0,
    stdout: `${other.address} accepted the announce\n`,
  })
  expect((await run('peers')).stdout).toMatch(new RegExp(`^alive {2}${other.address} {2}since \\d{4}-`))
  expect(await run('ignore', other.address)).toMatchObject({ code: 0 })
  expect(json(await run('peers', '--status', 'ignored', '--json'))).toMatchObject([{ status: 'ignored' }])
  expect(await run('peers', '--status', 'alive')).toMatchObject({ stdout: 'no peers\n' })
  expect(await run('unignore', other.address)).toMatchObject({
    code: 0,
    stdout: `${other.address} is no longer ignored\n`,
  })
  expect(json(await run('unignore', other.address, '--json'))).toEqual({
    address: other.address,
    unignored: false,
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
    accepted: false,
  })
  expect(await node.end('SIGINT')).toMatchObject({ code: 0 })
})

it('announce refuses the address of the node itself and a name without a port', async () => {
  const { run, address } = await runningNode()
  expect(await run('announce', address)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`${address} is the address of the node itself.`),
  })
  expect(await run('announce', 'tower-2')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"tower-2" is not a host:port. Write tower-2:PORT.'),
  })
})

it('tail shows events as they happen, filtered', async () => {
  const { run, start } = await runningNode()
  const tail = start('tail', '--json', '--event', 'queued', '--match', 'needle', '-n', '2')
  const plain = start('tail', '-n', '1')
  await watchers(run, 2)
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
  expect((await plain.end()).stdout).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z {2}queued {6} +"hay"\n$/)
  expect(json(await run('status', '--json'))).toMatchObject({ plugins: [], watchers: 0 })
})

it('tail -e shows the events of these names only', async () => {
  const other = await runningNode()
  const { run, start } = await runningNode({ sendrate: 0 })
  const one = start('tail', '--json', '-e', 'queued', '-n', '1')
  const two = start('tail', '--json', '-e', 'queued', 'peerDiscovered', '-n', '2')
  await watchers(run, 2)
  await run('announce', other.address)
  await run('send', 'GNU')
  const events = async (tail: typeof one) =>
    (await tail.end()).stdout.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line).event))
  expect(await events(one)).toEqual(['queued'])
  expect(await events(two)).toEqual(['peerDiscovered', 'queued'])
})

it('status and doctor exit with 1 while a plugin reports a problem, such as a full disk', async () => {
  const plugin = (problem: string) => `
    import { definePlugin } from 'clacks'
    export default definePlugin({ name: 'store', setup: (ctx) => ctx.reportProblem(${problem}) })`
  const text = 'The journal cannot be written: no space left on device. All messages are refused.'
  const { run, node, folder } = await runningNode(
    { hostname: '127.0.0.1', plugins: ['./store.ts'] },
    { 'store.ts': plugin(`'${text}'`) },
  )
  const [status, doctor] = [await run('status'), await run('doctor')]
  expect([status.code, doctor.code]).toEqual([1, 1])
  expect(status.stdout).toMatch(new RegExp(`^problem +store: ${text}$`, 'm'))
  expect(doctor.stdout).toMatch(new RegExp(`^error +store: ${text}$`, 'm'))
  expect(doctor.stdout.match(/^error /gm)).toHaveLength(1)
  writeFileSync(join(folder, 'store.ts'), plugin(`'${text}', { isOver: true }`))
  await node.event('reconfigured')
  const [later, healthy] = [await run('status'), await run('doctor')]
  expect([later.code, healthy.code]).toEqual([0, 0])
  expect(later.stdout).toMatch(/^was +store: /m)
  expect(healthy.stdout).toMatch(/^warning +store: /m)
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

it('top prints one update without a terminal, and one line per update with --json', async () => {
  const { run } = await runningNode({ plugins: ['./shout.ts'] }, SHOUT)
  const { code, stdout } = await run('top', '-i', '0.1')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^clacks \S+ {2}localhost:\d+ +up \d+m?s {2}pid \d+\n/)
  expect(stdout).toContain('\nshout ')
  expect(stdout).not.toContain('\u001b')
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  const lines = (await run('top', '--json', '-i', '0.1', '-n', '2')).stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { rates: { sent: 0 } },
    { plugins: [{ id: 'shout' }] },
  ])
})

it('an edit is applied while the node runs; an invalid one is reported and changes nothing', async () => {
  const { run, node, folder } = await runningNode({ plugins: [] }, SHOUT)
  const file = join(folder, 'clacks.config.json')
  writeFileSync(file, JSON.stringify({ port: 0, sendrate: 7, plugins: ['./shout.ts'] }))
  expect(await node.event('reconfigured')).toMatchObject({
    added: ['shout'],
    changed: ['sendrate'],
    restart: [],
  })
  writeFileSync(file, '{ "sendrate": -1 }')
  await node.complaint('The config was not reloaded. The node keeps running with the previous one.')
  expect(json(await run('status', '--json'))).toMatchObject({ sendrate: 7, plugins: [{ id: 'shout' }] })
  expect(await run('apply')).toMatchObject({ code: 2, stderr: expect.stringContaining('sendrate') })
  writeFileSync(file, JSON.stringify({ port: 1, sendrate: 7, plugins: [] }))
  expect(await node.event('reconfigured', ({ removed }) => String(removed) === 'shout')).toMatchObject({
    restart: ['port'],
  })
  expect(await run('apply')).toMatchObject({ code: 0, stdout: 'only after a restart: port\n' })
})

it('after the config is deleted, neither one in a parent folder nor the defaults replace it', async () => {
  const folder = folderWith({
    'clacks.config.json': { sendrate: 99 },
    'node/clacks.config.json': { port: 0, sendrate: 7, plugins: ['./shout.ts'] },
    'node/shout.ts': SHOUT['shout.ts'],
  })
  const file = join(folder, 'node/clacks.config.json')
  const node = clacks(['start', '--json'], join(folder, 'node'))
  await node.event('started')
  rmSync(file)
  await node.complaint('The config was not reloaded. The node keeps running with the previous one.')
  writeFileSync(file, JSON.stringify({ port: 0, sendrate: 8, plugins: ['./shout.ts'] }))
  expect(await node.event('reconfigured')).toMatchObject({ changed: ['sendrate'], removed: [], added: [] })
})

it('an unknown event, hook, plugin or status is refused', async () => {
  const { run } = await runningNode({ plugins: ['./shout.ts'] }, SHOUT)
  const refused = async (complaint: string, ...args: readonly string[]): Promise<void> => {
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(complaint) })
  }
  await refused('Unknown event "recieved". Expected one of received, queued,', 'tail', '-e', 'recieved')
  await refused('Did you mean "received"?', 'tail', '-e', 'sent', 'recieved')
  await refused('ERR_CLACKS_ADDRESS', 'tail', '--peer', 'nobody')
  await refused('Unknown traced hook "announced".', 'trace', '--hook', 'announced')
  await refused(
    'Unknown plugin "shuot". Expected one of shout. Did you mean "shout"?',
    'trace',
    '--plugin',
    'shuot',
  )
  await refused('Unknown peer status "alvie". Expected one of new, alive,', 'peers', '--status', 'alvie')
})

it('an edit of the file of a plugin replaces it', async () => {
  const { node, folder } = await runningNode({ plugins: ['./shout.ts'] }, SHOUT)
  writeFileSync(join(folder, 'shout.ts'), `${SHOUT['shout.ts']}// edited`)
  expect(await node.event('reconfigured')).toMatchObject({ replaced: ['shout'] })
})

it('a node without a config can be reached from its folder', async () => {
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

it('stop waits until the node has stopped', async () => {
  const { run, node } = await runningNode()
  expect(await run('stop')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('stopped the node (pid'),
  })
  expect(await node.end()).toMatchObject({ code: 0 })
  expect(await run('status')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('ERR_CLACKS_CONTROL_UNREACHABLE'),
  })
})

it('a command that follows the node exits with 1 when the node stops', async () => {
  const { run, start, node } = await runningNode()
  const tail = start('tail', '--json')
  await watchers(run, 1)
  await node.end('SIGINT')
  expect(await tail.end()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('ERR_CLACKS_CONTROL_LOST'),
  })
})

it('two nodes on one config: the second does not start', async () => {
  const { start } = await runningNode()
  const second = await start('start', '--json').end()
  expect(second).toMatchObject({ code: 1, stderr: '' })
  expect(json(second)).toMatchObject({ level: 'error', event: 'log', code: 'ERR_CLACKS_CONTROL_IN_USE' })
})

it('the socket of a killed node is replaced', async () => {
  const { folder, node, start, run } = await runningNode()
  await node.end('SIGKILL')
  expect(statSync(join(folder, '.clacks/control.sock')).isSocket()).toBe(true)
  expect(await run('status')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No node is running with the config'),
  })
  const again = start('start', '--json')
  await again.event('started')
  expect((await run('status')).code).toBe(0)
  expect((await again.end('SIGTERM')).code).toBe(0)
})

it('only the owner can use the socket, and there is none with control: false', async () => {
  const { folder } = await runningNode()
  expect(statSync(join(folder, '.clacks/control.sock')).mode & 0o777).toBe(0o600)
  const off = await runningNode({ control: false })
  expect((await off.run('status')).code).toBe(1)
})

it('a node runs without a control channel if it cannot be opened', async () => {
  const folder = folderWith({ 'clacks.config.json': { port: 0 }, '.clacks/control.sock/in-the-way': '' })
  const node = clacks(['start', '--json'], folder)
  await node.complaint('The control channel cannot be opened')
  await node.event('started')
  expect((await node.end('SIGTERM')).code).toBe(0)
})

it.each([
  [['peek', '-n', '0'], 'Expected an integer greater than 0.'],
  [['top', '--interval', '0'], 'Expected a number from 0.1 to 3600.'],
  [['send', 'a', 'b'], 'too many arguments'],
  [['send', 'a', '--file', 'b'], 'not both'],
  [['send', '--file', 'nope'], 'Cannot read the file nope'],
  [['tial'], 'Did you mean tail?'],
  [['status', '--config', 'nope.json'], 'No node is running with the config'],
])('%j is refused with a reason', async (args, text) => {
  const { code, stdout, stderr } = await clacks(args, folderWith({})).end()
  expect(stderr).toContain(text)
  expect({ code, stdout }).toEqual({ code: args[0] === 'status' ? 1 : 2, stdout: '' })
})
