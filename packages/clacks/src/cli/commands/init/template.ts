/** The formats of a new config. */
export const FORMATS = ['ts', 'json', 'yaml'] as const
export type Format = (typeof FORMATS)[number]

/** The values of a new config. */
export interface NewConfig {
  readonly hostname: string
  readonly port: number
  readonly peers: readonly string[]
}

/** What is given before the questions. */
export type Plan = Partial<NewConfig> & { readonly format?: Format }

/**
 * The text of a new config. JSON cannot have comments, so it gets a `$schema` for the editor
 * instead.
 */
export function templateOf(format: Format, values: NewConfig): string {
  if (format === 'json') return inJson(values)
  return format === 'ts' ? inTypeScript(values) : inYaml(values)
}

const ABOUT = {
  hostname:
    'The host name and port other nodes use to reach this node. "localhost" only works on this machine.',
  sendrate: 'Messages per second.',
  peers: 'Nodes to contact first, as host:port. One is enough, because it introduces others.',
  plugins:
    'Names, paths, or [name, options]. Find plugins: npx clacks plugins search. Add one: npx clacks plugins add NAME.',
  more: 'All options: npx clacks config schema. Where each value comes from: npx clacks config print --why.',
}

function inTypeScript({ hostname, port, peers }: NewConfig): string {
  return `import { defineConfig } from 'clacks'

// ${ABOUT.more}
export default defineConfig({
  // ${ABOUT.hostname}
  hostname: ${quoted(hostname)},
  port: ${port},

  // ${ABOUT.sendrate}
  sendrate: 1,

  // ${ABOUT.peers}
  peers: [${peers.map(quoted).join(', ')}],

  // ${ABOUT.plugins}
  plugins: [],
})
`
}

function inYaml({ hostname, port, peers }: NewConfig): string {
  const list = peers.length === 0 ? ' []' : peers.map((peer) => `\n  - ${JSON.stringify(peer)}`).join('')
  return `# ${ABOUT.more}

# ${ABOUT.hostname}
hostname: ${JSON.stringify(hostname)}
port: ${port}

# ${ABOUT.sendrate}
sendrate: 1

# ${ABOUT.peers}
peers:${list}

# ${ABOUT.plugins}
plugins: []
`
}

function inJson({ hostname, port, peers }: NewConfig): string {
  const $schema = './node_modules/clacks/schema.json'
  return `${JSON.stringify({ $schema, hostname, port, sendrate: 1, peers, plugins: [] }, null, 2)}\n`
}

function quoted(text: string): string {
  return `'${text}'`
}
