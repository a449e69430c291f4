/** The formats that a config can be begun in. */
export const FORMATS = ['ts', 'json', 'yaml'] as const
export type Format = (typeof FORMATS)[number]

/** What a config begins with. */
export interface Beginning {
  readonly hostname: string
  readonly port: number
  readonly peers: readonly string[]
}

/** What is known of it before the questions. */
export type Plan = Partial<Beginning> & { readonly format?: Format }

/** The text of a new config. JSON has no room for comments, but a schema that says the same in an editor. */
export function templateOf(format: Format, beginning: Beginning): string {
  if (format === 'json') return inJson(beginning)
  return format === 'ts' ? inTypeScript(beginning) : inYaml(beginning)
}

const ABOUT = {
  hostname: 'The name and port under which other nodes find this one. "localhost" is for this machine only.',
  sendrate: 'Messages a second.',
  peers: 'Nodes to say hello to at the start, as host:port. One is enough: it tells of others.',
  plugins:
    'Names (npx clacks plugins search), paths, or [name, options]. npx clacks plugins add NAME adds one.',
  more: 'All keys: npx clacks config schema. What holds, and why: npx clacks config print --why.',
}

function inTypeScript({ hostname, port, peers }: Beginning): string {
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

function inYaml({ hostname, port, peers }: Beginning): string {
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

function inJson({ hostname, port, peers }: Beginning): string {
  const $schema = './node_modules/clacks/schema.json'
  return `${JSON.stringify({ $schema, hostname, port, sendrate: 1, peers, plugins: [] }, null, 2)}\n`
}

function quoted(text: string): string {
  return `'${text}'`
}
