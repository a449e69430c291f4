/**
 * The catalogue of everything that can go wrong: code -> what it means and what to do about it.
 *
 * `docs/errors.md` lists the same codes; a test keeps the two equal. A retired code is never used again.
 */
export const ERROR_CATALOGUE = {
  ERR_CLACKS_OPTION: [
    'An option of the node has a value that it cannot have.',
    'Correct the option that the message names.',
  ],
  ERR_CLACKS_STATE: [
    'The node is not in a state in which this can be done.',
    'Start the node first, or make a new one after `stop()`.',
  ],
  ERR_CLACKS_MESSAGE_NOT_JSON: [
    'The message cannot be written as JSON.',
    'Enqueue plain data: no functions, BigInt or circles.',
  ],
  ERR_CLACKS_MESSAGE_TOO_LARGE: [
    'The message is larger than the node carries.',
    'Split the message, or raise `limits.messageBytes`.',
  ],
  ERR_CLACKS_MESSAGE_TOO_DEEP: [
    'The message is nested deeper than the node carries.',
    'Flatten the message, or raise `limits.depth`.',
  ],
  ERR_CLACKS_QUEUE_FULL: [
    'The queue holds as much as it may.',
    'Wait until messages have left, or raise `limits.queueMessages` / `limits.queueBytes`.',
  ],
  ERR_CLACKS_NOT_KEPT: [
    'The message cannot be written where the messages of the node are kept.',
    'Make room on the disk, or correct what the message names; the node goes on by itself.',
  ],
  ERR_CLACKS_ADDRESS: [
    'A host name or port is not valid.',
    'Use a DNS name or IP address and a port from 1 to 65535.',
  ],
  ERR_CLACKS_ADDRESS_BLOCKED: [
    'An address handed over by another node lies in a range that is not dialled.',
    'Add the peer yourself with `addPeer()` where it is meant.',
  ],
  ERR_CLACKS_PORT_IN_USE: [
    'Another program listens on the port.',
    'Choose another port, or stop the other program.',
  ],
  ERR_CLACKS_LISTEN: [
    'The node cannot listen on the address.',
    'Check `listen.host`, the port, and the right to use it.',
  ],
  ERR_CLACKS_TLS_KEY: ['The private key cannot be read.', 'Give an unencrypted private key in PEM form.'],
  ERR_CLACKS_TLS_CERTIFICATE: ['The certificate cannot be read.', 'Give a certificate in PEM form.'],
  ERR_CLACKS_TLS_MISMATCH: [
    'The private key does not belong to the certificate.',
    'Give the key that the certificate was made with.',
  ],
  ERR_CLACKS_PEER_KEY_CHANGED: [
    'A peer shows another key than the one that is pinned for it.',
    'Find out why; if the change is meant, reset the pin.',
  ],
  ERR_CLACKS_PEER_UNTRUSTED: [
    'The certificate of a peer is not trusted.',
    'Add its CA or key, or use another `tls.trust`.',
  ],
  ERR_CLACKS_PEER_UNREACHABLE: [
    'A peer cannot be reached.',
    'The message stays, and the peer is tried again later.',
  ],
  ERR_CLACKS_PEER_TIMEOUT: [
    'A peer did not answer in time.',
    'The message stays, and the peer is tried again later.',
  ],
  ERR_CLACKS_WIRE: ['What arrived is not a payload.', 'Send what section 9 of the design describes.'],
  ERR_CLACKS_VERDICT: [
    'A tap returned something that is not a verdict.',
    'Return nothing, or drop(), reject(), hold() or split().',
  ],
  ERR_CLACKS_PLUGIN: [
    'The value is not a plugin.',
    'Use definePlugin(), or an object with `name` and `apply(node)`.',
  ],
  ERR_CLACKS_PLUGIN_OPTIONS: [
    'The options of a plugin do not fit its schema.',
    'Correct the options that the message names.',
  ],
  ERR_CLACKS_PLUGIN_ENGINE: [
    'A plugin was made for another version of clacks.',
    'Install a version of the plugin that fits.',
  ],
  ERR_CLACKS_PLUGIN_DUPLICATE: ['Two plugins have the same id.', 'Give one of them another `id`.'],
  ERR_CLACKS_PLUGIN_MISSING: [
    'A plugin requires another that is not there.',
    'Add the plugin that is required.',
  ],
  ERR_CLACKS_PLUGIN_CONFLICT: ['Two plugins exclude each other.', 'Remove one of them.'],
  ERR_CLACKS_PLUGIN_ORDER: [
    'The order that the plugins ask for cannot be made.',
    'Break the circle, or correct the unknown name.',
  ],
  ERR_CLACKS_PLUGIN_UNKNOWN: ['There is no plugin with this id.', 'Use an id of a plugin in use.'],
  ERR_CLACKS_PLUGIN_SETUP: ['The setup of a plugin failed.', 'Correct the plugin, or tell its author.'],
  ERR_CLACKS_PLUGIN_FAILED: ['A tap of a plugin failed.', 'Correct the plugin, or tell its author.'],
  ERR_CLACKS_PLUGIN_TIMEOUT: [
    'A plugin took longer than it may.',
    'Make the plugin faster, or raise its `timeoutMs`.',
  ],
  ERR_CLACKS_PLUGIN_QUARANTINED: [
    'A plugin keeps failing, and its taps are skipped for a while.',
    'Read its failures; it is tried again by itself.',
  ],
  ERR_CLACKS_PLUGIN_CRASHED: [
    'An error escaped a plugin: from a timer, a listener, or a promise that nobody waits for.',
    'Correct the plugin, or take it out of the config; `onPluginCrash` says what becomes of the node.',
  ],
  ERR_CLACKS_PLUGINS: [
    'Several things are wrong with the plugins.',
    'Correct each fault that the message lists.',
  ],
  ERR_CLACKS_SERVICE_DUPLICATE: ['Two plugins provide the same service.', 'Use only one of the two.'],
  ERR_CLACKS_SERVICE_MISSING: [
    'No plugin provides the service.',
    'Add the plugin that provides it before the one that injects it.',
  ],
  ERR_CLACKS_CONFIG_NOT_FOUND: ['The config file is not there.', 'Check the path.'],
  ERR_CLACKS_CONFIG_LOAD: [
    'The config file cannot be read or run.',
    'Correct the file at the place that the message names.',
  ],
  ERR_CLACKS_CONFIG_INVALID: ['The config has faults.', 'Correct all the faults that the message lists.'],
  ERR_CLACKS_CONFIG_EXISTS: ['There is a config already.', 'Edit it, or name another folder.'],
  ERR_CLACKS_CONFIG_EDIT: [
    'The config cannot be edited without losing something.',
    'Edit it by hand as the message says.',
  ],
  ERR_CLACKS_NPM: ['npm failed.', 'Read what npm says, and call it yourself.'],
  ERR_CLACKS_LOOPBACK: [
    'Something did not come to pass in a network on loopback.',
    'Look at what the message says, and at what the nodes hold and know.',
  ],
  ERR_CLACKS_SIGNING_KEY: [
    'The signer has no key, or cannot use its key or its pins.',
    'Follow what the message says; a key file is made by the signer itself where there is none.',
  ],
  ERR_CLACKS_ARCHIVE: [
    'An archive cannot do what it was asked.',
    'Correct what the message names; `clacks archive verify` looks for damage.',
  ],
  ERR_CLACKS_CERTIFICATE_STORE: [
    'The self-signed certificate cannot be made, kept or read.',
    'Name `tls.key` and `tls.cert`, or let the user of the node read and write the folder.',
  ],
  ERR_CLACKS_CONTROL_UNREACHABLE: [
    'No running node can be reached through its control channel.',
    'Start the node (`clacks start`), or name its config with `--config`.',
  ],
  ERR_CLACKS_CONTROL_DENIED: [
    'The control channel of the node belongs to another user.',
    'Run the command as the user whom the node runs as.',
  ],
  ERR_CLACKS_CONTROL_IN_USE: [
    'A node runs on this config already.',
    'Stop it (`clacks stop`), or give this one a config of its own.',
  ],
  ERR_CLACKS_CONTROL_LISTEN: [
    'The control channel cannot be opened.',
    'Make the folder writable, or switch the channel off with `control: false`.',
  ],
  ERR_CLACKS_CONTROL: [
    'What came through the control channel is not understood.',
    'Use a version of clacks that fits that of the node.',
  ],
  ERR_CLACKS_CONTROL_LOST: [
    'The connection to the node ended before its answer.',
    'Look whether the node still runs (`clacks status`).',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>

/** What others threw has often no full stop; what ends with a line break is a list, and the remedy gets a line of its own. */
function endedSentence(message: string): string {
  if (message.endsWith('\n')) return message
  return /[.!?…:]$/.test(message) ? `${message} ` : `${message}. `
}

/** A code from the catalogue. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE

/** Every error that clacks throws: a stable `code`, a message that says what to do, and the `cause` where there is one. */
export class ClacksError extends Error {
  override readonly name: string = 'ClacksError'
  readonly code: ErrorCode

  /**
   * @param code a code from the catalogue
   * @param message what was wrong, where, and what was found; the remedy of the catalogue is appended
   */
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${endedSentence(message)}${ERROR_CATALOGUE[code][1]}`, options)
    this.code = code
  }
}

/** A failure that is a plugin's: it names the plugin and the hook, and keeps the plugin's own error as `cause`. */
export class PluginError extends ClacksError {
  override readonly name = 'PluginError'
  /** The id of the plugin, or the name of the tap of whoever embeds the node. */
  readonly plugin: string
  /** The hook that was called; `setup` or `teardown` outside of hooks. */
  readonly hook: string

  constructor(code: ErrorCode, plugin: string, hook: string, reason: string, options?: { cause?: unknown }) {
    super(code, `[${plugin}:${hook}] ${reason}`, options)
    this.plugin = plugin
    this.hook = hook
  }
}

/** The text of an error without its remedy, for where that stands already, or is added again. */
export function withoutRemedy({ code, message }: ClacksError): string {
  return message.replace(ERROR_CATALOGUE[code][1], '').trim()
}

/** The text of whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : String(thrown)
  } catch {
    // Not everything can be made text: an object without prototype, for one.
    return 'something that has no text was thrown'
  }
}
