// What must and what must not compile. Checked by `tsc`, never run.
import { defineConfig } from '../../src/config/define-config.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'

declare global {
  interface ClacksPluginOptions {
    whisper: { volume?: number; words: readonly string[] }
  }
}

const quiet = definePlugin({ name: 'quiet', setup() {} })

// Options of a plugin that is known are checked; those of any other are taken as they are.
defineConfig({
  plugins: [
    'whisper',
    ['whisper', { words: ['psst'] }],
    ['whisper', { volume: 1, words: [] }, { id: 'two' }],
  ],
})
defineConfig({
  plugins: ['other', ['other', { volume: 'high' }], ['./whisper.ts', { volume: 'high' }], './x.ts'],
})
defineConfig({ plugins: [quiet, quiet(), [quiet, {}], false, null, undefined] })
defineConfig(() => ({ plugins: [['whisper', { words: [] }]] }))
defineConfig(async () => ({ port: 1, plugins: [['whisper', { words: [] }]] }))
defineConfig({ extends: './base.yaml', sendrate: 1 })
defineConfig({ extends: ['./base.yaml', 'preset'], plugins: [] })

// @ts-expect-error: a text is no volume
defineConfig({ plugins: [['whisper', { words: [], volume: 'high' }]] })
// @ts-expect-error: the words are required
defineConfig({ plugins: [['whisper', { volume: 1 }]] })
// @ts-expect-error: no such option
defineConfig({ plugins: ['other', ['whisper', { words: [], volum: 1 }]] })
// @ts-expect-error: no such setting
defineConfig({ plugins: [['whisper', { words: [] }, { name: 'two' }]] })
// @ts-expect-error: also in a function
defineConfig(() => ({ plugins: [['whisper', { volume: 1 }]] }))
// @ts-expect-error: no such key
defineConfig({ prot: 1 })
// @ts-expect-error: no plugin
defineConfig({ plugins: [7] })
