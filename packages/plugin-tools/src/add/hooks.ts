import type { HookName } from 'clacks'

/** The first version of a tap, and of a test that calls the hook. */
export interface HookStart {
  /** The parameters of the tap. */
  readonly parameters: string
  /** What the tap may do, as a comment. */
  readonly may: string
  /** What the tap logs, as the inside of a template literal. */
  readonly logs: string
  /** The lines of a test with a `network` of two nodes that both have the plugin. */
  readonly test: readonly string[]
}

/** Lines of a test: the plugin is called while `lines` run, and does not fail. */
function calledBy(...lines: readonly string[]): readonly string[] {
  return [
    'const calls = () => network.node(0).plugins()[0]?.calls ?? 0',
    'const before = calls()',
    ...lines,
    'expect(calls()).toBeGreaterThan(before)',
    'expect(network.node(0).plugins()[0]?.failures).toBe(0)',
  ]
}

const SENDS = ["network.node(0).enqueue('hello')", "await network.advance('5s')"]
const OBSERVES = 'It only observes.'

/** All hooks. */
export const HOOK_STARTS: Readonly<Record<HookName, HookStart>> = {
  received: {
    parameters: 'reception',
    may: 'Change reception.message, or return drop(), reject() or split([...]); return nothing to pass it on.',
    logs: `received \${reception.json}`,
    test: calledBy(...SENDS),
  },
  queued: {
    parameters: '_message, _origin, _sender, json',
    may: OBSERVES,
    logs: `queued \${json}`,
    test: calledBy(...SENDS),
  },
  beforeSend: {
    parameters: 'departure',
    may: 'Change departure.message or departure.peer, or return drop() or hold(); return nothing to send it.',
    logs: `sends \${departure.json}`,
    test: calledBy(...SENDS),
  },
  admitPeer: {
    parameters: 'address',
    may: 'Return false to keep the address out; it must be synchronous.',
    logs: `admit \${address.hostname}?`,
    test: calledBy("network.node(0).addPeer('tower.example', 8080)"),
  },
  peerDiscovered: {
    parameters: 'peer',
    may: OBSERVES,
    logs: `discovered \${peer.hostname}`,
    test: calledBy("network.node(0).addPeer('tower.example', 8080)"),
  },
  peerUpdated: {
    parameters: 'peer, before',
    may: OBSERVES,
    logs: `\${peer.hostname} was \${before} and is \${peer.status}`,
    test: calledBy(...SENDS),
  },
  announced: {
    parameters: 'peer',
    may: OBSERVES,
    logs: `\${peer.hostname} announced itself`,
    test: calledBy(
      'const { hostname, port } = network.node(0).address',
      'await network.complete(network.node(1).announce(hostname, port))',
    ),
  },
  sent: {
    parameters: 'delivery',
    may: OBSERVES,
    logs: `sent to \${delivery.peer.hostname}`,
    test: calledBy(...SENDS),
  },
  sendFailed: {
    parameters: 'failure',
    may: OBSERVES,
    logs: `not sent: \${failure.reason}`,
    test: calledBy('network.kill(1)', ...SENDS),
  },
  discarded: {
    parameters: 'discard',
    may: OBSERVES,
    logs: `discarded: \${discard.reason}`,
    test: calledBy("network.node(0).hooks.beforeSend.tap('test', () => drop('for the test'))", ...SENDS),
  },
  pluginFailed: {
    parameters: 'error',
    may: OBSERVES,
    logs: `\${error.plugin} failed: \${error.message}`,
    test: calledBy(
      "network.node(0).hooks.queued.tap('test', () => {",
      "  throw new Error('for the test')",
      '})',
      ...SENDS,
    ),
  },
  started: {
    parameters: '',
    may: 'The node waits for it. It listens, but does not send yet.',
    logs: 'started',
    test: [
      'expect(network.node(0).plugins()[0]?.calls).toBeGreaterThan(0)',
      'expect(network.node(0).plugins()[0]?.failures).toBe(0)',
    ],
  },
  stopping: {
    parameters: '',
    may: 'The node waits for it. It still listens and sends.',
    logs: 'stopping',
    test: [
      'let failures = 0',
      "network.node(0).hooks.pluginFailed.tap('test', () => {",
      '  failures += 1',
      '})',
      'await network.complete(network.node(0).stop())',
      'expect(failures).toBe(0)',
    ],
  },
}

/** Whether a string is the name of a hook. */
export function isHook(name: string): name is HookName {
  return Object.hasOwn(HOOK_STARTS, name)
}
