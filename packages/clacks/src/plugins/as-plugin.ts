import { ClacksError } from '../errors.js'
import type { ApplyPlugin, BarePlugin, Plugin } from './plugin.js'
import { SupervisedNodeView } from './supervised-node.js'

/**
 * Whatever may stand for a plugin, as a plugin.
 * @throws ClacksError ERR_CLACKS_PLUGIN that says what it looks like instead
 */
export function asPlugin(input: unknown): Plugin {
  if (isBare(input)) return input()
  if (isPlugin(input)) return input
  if (isApply(input)) return fromApply(input)
  throw new ClacksError('ERR_CLACKS_PLUGIN', `${looksLike(input)}.`)
}

function fromApply(input: ApplyPlugin): Plugin {
  const name = input.name ?? input.constructor.name
  if (typeof name !== 'string' || name === '' || name === 'Object') {
    throw new ClacksError(
      'ERR_CLACKS_PLUGIN',
      'A plugin with `apply(node)` has no `name`, and no class that could lend it one.',
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

function looksLike(input: unknown): string {
  if (typeof input === 'function') {
    if (has(input.prototype, 'apply', 'function'))
      return `The class ${input.name} is not a plugin, an instance of it is: new ${input.name}()`
    return `The function ${input.name || 'without a name'} is not a plugin; a callback (peer, payload, req, res) becomes one by legacyPlugin(callback)`
  }
  if (input instanceof Promise) return 'A promise is not a plugin: await it first'
  if (typeof input === 'string')
    return `A node takes plugins, not their names: import ${JSON.stringify(input)}, or name it in a config file`
  if (has(input, 'setup', 'function'))
    return 'An object with `setup` is not a plugin yet: wrap it in definePlugin()'
  const keys = typeof input === 'object' && input !== null ? Object.keys(input).join(', ') : ''
  return `${input === null ? 'null' : typeof input}${keys === '' ? '' : ` with ${keys}`} is not a plugin`
}
