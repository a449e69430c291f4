/**
 * All error codes: what each means, and what to do about it.
 *
 * `docs/errors.md` is generated from this. A retired code is never used again.
 */
export const ERROR_CATALOGUE = {
  ERR_CLACKS_OPTION: ['An option of the node is not valid.', 'Correct the options that the message names.'],
  ERR_CLACKS_STATE: [
    'The node is not in a state that allows this.',
    'Start the node first, or create a new one after `stop()`.',
  ],
  ERR_CLACKS_MESSAGE_NOT_JSON: [
    'The message cannot be written as JSON, or its text is not JSON.',
    'Enqueue plain data (no functions, BigInt or circular references), or a valid JSON text.',
  ],
  ERR_CLACKS_INPUT: [
    'A file or standard input is not a text that can be read.',
    'Save it as UTF-8. In Windows PowerShell: `Set-Content -Encoding utf8`.',
  ],
  ERR_CLACKS_MESSAGE_TOO_LARGE: [
    'The message is larger than the limit of the node.',
    'Split the message, or raise `limits.messageBytes`.',
  ],
  ERR_CLACKS_MESSAGE_TOO_DEEP: [
    'The message is nested deeper than the limit of the node.',
    'Flatten the message, or raise `limits.depth`.',
  ],
  ERR_CLACKS_MESSAGE_TOO_MANY_VALUES: [
    'The message has more values than the limit of the node.',
    'Split the message, write many values as one text, or raise `limits.values`.',
  ],
  ERR_CLACKS_QUEUE_FULL: [
    'The queue is full.',
    'Wait until messages have been sent, or raise `limits.queueMessages` or `limits.queueBytes`.',
  ],
  ERR_CLACKS_NOT_STORED: [
    'The queue store cannot write the message.',
    'Free disk space, or fix what the message names; the node recovers by itself.',
  ],
  ERR_CLACKS_ADDRESS: [
    'A host name or port is not valid.',
    'Use a DNS name or IP address and a port from 1 to 65535.',
  ],
  ERR_CLACKS_ADDRESS_BLOCKED: [
    'An address learned from another node is in a range that must not be dialled.',
    'If you want this peer, add it with `addPeer()`.',
  ],
  ERR_CLACKS_PORT_IN_USE: [
    'Another program is listening on the port.',
    'Choose another port, or stop the other program.',
  ],
  ERR_CLACKS_LISTEN: [
    'The node cannot listen on the address.',
    'Check `listen.host`, the port, and the permission to use it.',
  ],
  ERR_CLACKS_TLS_KEY: ['The private key cannot be read.', 'Use an unencrypted private key in PEM form.'],
  ERR_CLACKS_TLS_CERTIFICATE: ['The certificate cannot be read.', 'Use a certificate in PEM form.'],
  ERR_CLACKS_TLS_MISMATCH: [
    'The private key does not match the certificate.',
    'Use the key that the certificate was issued for.',
  ],
  ERR_CLACKS_PEER_KEY_CHANGED: [
    'The key of a peer is not the one pinned for its address.',
    'Find out why it changed. If the change is intended, forget the pinned key: `clacks trust HOST:PORT --forget`, or `node.forgetKey()` in code.',
  ],
  ERR_CLACKS_PEER_UNTRUSTED: [
    'The certificate of a peer is not trusted.',
    'Add its CA or key, or change `tls.trust`.',
  ],
  ERR_CLACKS_PEER_IS_SELF: [
    'An address leads to this node itself.',
    'Remove it from `peers`. Nothing is sent there.',
  ],
  ERR_CLACKS_PEER_UNREACHABLE: [
    'A peer cannot be reached.',
    'Nothing: the message stays in the queue, and the peer is tried again later.',
  ],
  ERR_CLACKS_PEER_TIMEOUT: [
    'A peer did not answer in time.',
    'Nothing: the message stays in the queue, and the peer is tried again later.',
  ],
  ERR_CLACKS_WIRE: ['The request body is not a payload.', 'Send a payload as docs/wire.md describes it.'],
  ERR_CLACKS_VERDICT: [
    'A tap returned something that is not a verdict.',
    'Return nothing, or what the hook allows: drop(), reject() or split() from `received`; drop() or hold() from `beforeSend`; true or false, and no promise, from `admitPeer`.',
  ],
  ERR_CLACKS_PLUGIN: [
    'The value is not a plugin.',
    'Use definePlugin(), or an object with `name` and `apply(node)`.',
  ],
  ERR_CLACKS_PLUGIN_OPTIONS: [
    'The options of a plugin do not match its schema.',
    'Correct the options that the message names.',
  ],
  ERR_CLACKS_PLUGIN_ENGINE: [
    'A plugin does not support this version of clacks.',
    'Install a version of the plugin that does.',
  ],
  ERR_CLACKS_PLUGIN_DUPLICATE: ['Two plugins have the same id.', 'Give one of them another `id`.'],
  ERR_CLACKS_PLUGIN_MISSING: ['A plugin requires another one that is missing.', 'Add the required plugin.'],
  ERR_CLACKS_PLUGIN_CONFLICT: ['Two plugins conflict with each other.', 'Remove one of them.'],
  ERR_CLACKS_PLUGIN_ORDER: [
    'The `before` and `after` of the plugins cannot be satisfied.',
    'Break the cycle, or correct the unknown name.',
  ],
  ERR_CLACKS_PLUGIN_UNKNOWN: ['There is no plugin with this id.', 'Use the id of a plugin that is in use.'],
  ERR_CLACKS_PLUGIN_SETUP: ['The setup of a plugin failed.', 'Fix the plugin, or report it to its author.'],
  ERR_CLACKS_PLUGIN_ENVIRONMENT: [
    'A plugin cannot use a file, a folder, a port or another resource of this machine.',
    'Make it available as the message says: free disk space, correct the path or its permissions, or end the program that uses it.',
  ],
  ERR_CLACKS_PLUGIN_FAILED: ['A tap of a plugin failed.', 'Fix the plugin, or report it to its author.'],
  ERR_CLACKS_PLUGIN_TIMEOUT: [
    'A plugin exceeded its time limit.',
    'Make the plugin faster, or raise the `timeoutMs` of its tap. In a simulated network, where time is virtual, wait with `ctx.after`, or create the network with `patient: true`.',
  ],
  ERR_CLACKS_PLUGIN_REQUEST: [
    'A plugin does not answer requests.',
    'Check the id and the version of the plugin; it answers with `ctx.onRequest`.',
  ],
  ERR_CLACKS_PLUGIN_COMMANDS: [
    'The commands of a plugin cannot be loaded.',
    'Update the plugin, or report it to its author.',
  ],
  ERR_CLACKS_PLUGIN_QUARANTINED: [
    'A plugin keeps failing; its taps are skipped for a while.',
    'Check its errors; it is retried automatically.',
  ],
  ERR_CLACKS_PLUGIN_CRASHED: [
    'A plugin threw outside of its taps: in a timer, a listener, or a promise that is not awaited.',
    'Fix the plugin, or remove it from the config; `onPluginCrash` decides whether the node goes on.',
  ],
  ERR_CLACKS_PLUGINS: [
    'There are several issues with the plugins.',
    'Fix each issue that the message lists.',
  ],
  ERR_CLACKS_SERVICE_DUPLICATE: ['Two plugins provide the same service.', 'Use only one of them.'],
  ERR_CLACKS_SERVICE_MISSING: [
    'No plugin provides the service.',
    'Add the plugin that provides it before the one that injects it.',
  ],
  ERR_CLACKS_CONFIG_NOT_FOUND: ['The config file does not exist.', 'Check the path.'],
  ERR_CLACKS_CONFIG_LOAD: [
    'The config file cannot be read or run.',
    'Correct the file where the message says.',
  ],
  ERR_CLACKS_CONFIG_INVALID: ['The config is invalid.', 'Fix all issues that the message lists.'],
  ERR_CLACKS_CONFIG_EXISTS: ['A config already exists.', 'Edit it, or choose another folder.'],
  ERR_CLACKS_CONFIG_EDIT: ['The config cannot be edited safely.', 'Edit it by hand, as the message says.'],
  ERR_CLACKS_CONFIG_CHANGED: [
    'The config file was changed since an edit of it was shown.',
    'Look at the edit again, and apply that.',
  ],
  ERR_CLACKS_CONFIG_WRITE: [
    'The config cannot be written.',
    'Free space on the disk, or correct the permissions, and try again.',
  ],
  ERR_CLACKS_NPM: ['The package manager failed.', 'Read its output, and run it yourself.'],
  ERR_CLACKS_LOOPBACK: [
    'An expected event did not happen in a network on loopback.',
    'Check the message, and the queues and peers of the nodes.',
  ],
  ERR_CLACKS_SIMULATION: [
    'An expected event did not happen in a simulated network.',
    'Check the message, and the queues and peers of the nodes.',
  ],
  ERR_CLACKS_METRIC: [
    'A plugin cannot add a metric: it is not valid, or its name is in use.',
    'Correct what the message names. Plugins that share a name need the same type, help and labels, and values of their own.',
  ],
  ERR_CLACKS_SIGNING_KEY: [
    'The signer has no key, or cannot use its key or its pins.',
    'Do what the message says; the signer creates a missing key file.',
  ],
  ERR_CLACKS_JOURNAL: [
    'The journal cannot be used.',
    'Do what the message says; nothing in the journal was changed.',
  ],
  ERR_CLACKS_ARCHIVE: [
    'An operation on the archive failed.',
    'Fix what the message names; `clacks archive verify` checks for damage.',
  ],
  ERR_CLACKS_GATEWAY: [
    'The gateway cannot be opened.',
    'Do what the message says; the README of @clacks/plugin-gateway explains it.',
  ],
  ERR_CLACKS_GATEWAY_REQUEST: [
    'The gateway does not understand a request.',
    'Compare it with the OpenAPI document of the gateway, at /openapi.json.',
  ],
  ERR_CLACKS_GATEWAY_DENIED: [
    'The gateway does not allow a request.',
    'Send the token of the gateway as `Authorization: Bearer TOKEN`; a page in a browser needs a session, and its host and origin must be allowed.',
  ],
  ERR_CLACKS_GATEWAY_LIMIT: [
    'The gateway has no room for a further request.',
    'Close event streams that nobody reads, or try again later.',
  ],
  ERR_CLACKS_CERTIFICATE_STORE: [
    'The stored key or certificate of the node cannot be read.',
    'Restore the file, or create a new pair with `clacks cert --renew`; peers that pinned the old key refuse a new one.',
  ],
  ERR_CLACKS_PINS: [
    'The file of the pinned keys of peers cannot be read.',
    'Restore the file, or run `clacks trust --forget --all` to trust the next key of each peer.',
  ],
  ERR_CLACKS_STATE_FOLDER: [
    'The state folder of the node cannot be written.',
    'Make it writable for the user of the node, or choose another one with `stateFolder` or CLACKS_STATE_FOLDER.',
  ],
  ERR_CLACKS_STATE_IN_USE: [
    'Another node uses the state folder.',
    'Stop it, or give this node another `stateFolder`.',
  ],
  ERR_CLACKS_CONTROL_UNREACHABLE: [
    'No running node answers on its control channel.',
    'Start the node (`clacks start`), or name its config with `--config`; a node that runs with CLACKS_STATE_FOLDER needs the same variable here.',
  ],
  ERR_CLACKS_CONTROL_DENIED: [
    'The control channel of the node belongs to another user.',
    'Run the command as the user that the node runs as.',
  ],
  ERR_CLACKS_CONTROL_IN_USE: [
    'A node is already running with this state folder.',
    'Stop it (`clacks stop`), or use another config or `stateFolder`.',
  ],
  ERR_CLACKS_CONTROL_LISTEN: [
    'The control channel cannot be opened.',
    'Make the folder writable, or disable the channel with `control: false`.',
  ],
  ERR_CLACKS_CONTROL: [
    'A message on the control channel is not understood.',
    'Use the same version of clacks as the node.',
  ],
  ERR_CLACKS_CONTROL_LOST: [
    'The connection to the node was lost before it answered.',
    'Check whether the node is still running (`clacks status`).',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>
