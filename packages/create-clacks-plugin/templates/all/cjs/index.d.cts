import type * as Module from '../dist/index.js' with { 'resolution-mode': 'import' }

declare const plugin: typeof Module.default
export = plugin
