import { ClacksError } from '../errors.js'
import type { ApplyPlugin, BarePlugin, Plugin } from './plugin.js'
import { SupervisedNodeView } from './supervised-node.js'

/**
 * Converts anything that `plugins` accepts to a plugin.
 * @throws ClacksError ERR_CLACKS_PLUGIN that describes what it is instead
 */
export function asPlugin(input: unknown): Plugin {
  if (isBare(input)) return input()
  if (isPlugin(input)) return input
  if (isApply(input)) return fromApply(input)
  throw new ClacksError('ERR_CLACKS_PLUGIN', `${describeInput(input)}.`)
}

function fromApply(input: ApplyPlugin): Plugin {
  const name = input.name ?? input.constructor.name
  if (typeof name !== 'string' || name === '' || name === 'Object') {
    throw new ClacksError(
      'ERR_CLACKS_PLUGIN',
      'A plugin with `apply(node)` needs a `name`, or must be an instance of a named class.',
    )
  }
  return {
    name,
    id: name,
    options: undefined,
    resolveOptions: () => ({}),
    setup: async ({ node, hooks }) => input.apply(new SupervisedNodeView(node, hooks)),
  }
}

function isPlugin(input: unknown): input is Plugin {
  return (
    has(input, 'setup', 'function') &&
    has(input, 'resolveOptions', 'function') &&
    has(input, 'id', 'string') &&
    has(input, 'name', 'string')
  )
}

function isBare(input: unknown): input is BarePlugin {
  return typeof input === 'function' && 'definition' in input
}

function isApply(input: unknown): input is ApplyPlugin {
  return has(input, 'apply', 'function') && typeof input === 'object'
}

function has(input: unknown, key: string, type: 'function' | 'string'): boolean {
  return typeof input === 'object' && input !== null && typeof Reflect.get(input, key) === type
}

function describeInput(input: unknown): string {
  if (typeof input === 'function') {
    if (has(input.prototype, 'apply', 'function'))
      return `The class ${input.name} is not a plugin. Pass an instance: new ${input.name}()`
    return `The function ${input.name || '(anonymous)'} is not a plugin. Wrap a callback (peer, payload, req, res) in legacyPlugin()`
  }
  if (input instanceof Promise) return 'A promise is not a plugin. Await it first'
  if (typeof input === 'string')
    return `A node accepts plugins, not their names. Import ${JSON.stringify(input)}, or list it in a config file`
  if (has(input, 'setup', 'function'))
    return 'An object with `setup` is not a plugin. Wrap it in definePlugin()'
  const keys = typeof input === 'object' && input !== null ? Object.keys(input).join(', ') : ''
  return `${input === null ? 'null' : typeof input}${keys === '' ? '' : ` with ${keys}`} is not a plugin`
}
