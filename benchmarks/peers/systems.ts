/** A way to send messages from one process to another. */
export interface System {
  /** Of the option `--only`. */
  readonly name: string
  /** In the table. */
  readonly title: string
  /** How much of what was sent the sender knows to have arrived. */
  readonly acknowledged: string
  /** File of `systems/`. */
  readonly file: string
  readonly hasBroker?: boolean
  /** Settings of its processes. */
  readonly settings?: object
  /** Variables of the environment of its processes. */
  readonly env?: Readonly<Record<string, string>>
  /** Packages whose versions are printed. */
  readonly packages: readonly string[]
  /** The program that its broker runs. */
  readonly program?: Program
}

/** A program that is not on npm. */
export interface Program {
  readonly command: string
  readonly install: string
}

const NATS_SERVER: Program = {
  command: 'nats-server',
  install: 'apt-get install nats-server (Debian has it in /usr/sbin)',
}
const LIBP2P = ['libp2p', '@libp2p/tcp', '@libp2p/noise', '@libp2p/yamux']

/** The system that the others are compared with. */
export const CLACKS = 'clacks'

/** All that is measured. */
export const SYSTEMS: readonly System[] = [
  {
    name: 'tls',
    title: 'the limit: JSON lines over TLS, 128 a write',
    acknowledged: 'no',
    file: 'tls',
    packages: [],
  },
  {
    name: CLACKS,
    title: 'clacks',
    acknowledged: 'each',
    file: 'clacks',
    settings: { consumes: true },
    packages: ['clacks'],
  },
  {
    name: 'clacks-queue',
    title: 'clacks, into a queue that grows',
    acknowledged: 'each',
    file: 'clacks',
    settings: { consumes: false },
    packages: ['clacks'],
  },
  {
    name: 'socket.io',
    title: 'socket.io over TLS',
    acknowledged: 'no',
    file: 'socket-io',
    settings: { acknowledged: false },
    packages: ['socket.io', 'socket.io-client'],
  },
  {
    name: 'socket.io-ack',
    title: 'socket.io over TLS, acknowledged',
    acknowledged: 'each',
    file: 'socket-io',
    settings: { acknowledged: true },
    packages: ['socket.io', 'socket.io-client'],
  },
  { name: 'ws', title: 'ws over TLS', acknowledged: 'no', file: 'ws', packages: ['ws'] },
  {
    name: 'nats',
    title: 'NATS over TLS',
    acknowledged: 'no',
    file: 'nats',
    hasBroker: true,
    packages: ['@nats-io/transport-node'],
    program: NATS_SERVER,
  },
  {
    name: 'hyperswarm',
    title: 'hyperswarm, local DHT',
    acknowledged: 'no',
    file: 'hyperswarm',
    hasBroker: true,
    packages: ['hyperswarm', 'hyperdht'],
  },
  {
    name: 'mqtt',
    title: 'MQTT over TLS, QoS 0',
    acknowledged: 'no',
    file: 'mqtt',
    hasBroker: true,
    settings: { qos: 0 },
    packages: ['aedes', 'mqtt'],
  },
  {
    name: 'mqtt-ack',
    title: 'MQTT over TLS, QoS 1',
    acknowledged: 'each, by the broker',
    file: 'mqtt',
    hasBroker: true,
    settings: { qos: 1 },
    packages: ['aedes', 'mqtt'],
  },
  {
    name: 'libp2p',
    title: 'libp2p stream, one message a frame',
    acknowledged: 'no',
    file: 'libp2p',
    packages: LIBP2P,
  },
  {
    name: 'gossipsub',
    title: 'gossipsub, not signed',
    acknowledged: 'no',
    file: 'gossipsub',
    settings: { signed: false },
    packages: [...LIBP2P, '@libp2p/gossipsub'],
  },
  {
    name: 'gossipsub-signed',
    title: 'gossipsub, signed',
    acknowledged: 'no',
    file: 'gossipsub',
    settings: { signed: true },
    packages: [...LIBP2P, '@libp2p/gossipsub'],
  },
  {
    name: 'clacks-p2p',
    title: 'clacks-p2p',
    acknowledged: 'each',
    file: 'clacks-p2p',
    // It accepts self-signed certificates only if its whole process does.
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' },
    packages: ['clacks-p2p'],
  },
]
