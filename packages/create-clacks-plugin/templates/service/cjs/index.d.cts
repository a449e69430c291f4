import type * as Module from '../dist/index.js' with { 'resolution-mode': 'import' }

declare const plugin: typeof Module.default
declare namespace plugin {
  export type Senders = Module.Senders
}
export = plugin
