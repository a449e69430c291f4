// What must compile and what must not. Checked by `tsc`, never run.
import { defineConfig } from '../../src/config/define-config.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'

declare global {
  interface ClacksPluginOptions {
    whisper: { volume?: number; words: readonly string[] }
  }
}

const quiet = definePlugin({ name: 'quiet', setup() {} })

// Options of known plugins are checked; those of others are not.
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

// @ts-expect-error: a string is not a volume
defineConfig({ plugins: [['whisper', { words: [], volume: 'high' }]] })
// @ts-expect-error: the words are required
defineConfig({ plugins: [['whisper', { volume: 1 }]] })
// @ts-expect-error: without its options the words are missing
defineConfig({ plugins: [['whisper']] })
// The errors stand at what is wrong, and do not concern the list of plugins:
defineConfig({
  plugins: [
    [
      'whisper',
      {
        words: [],
        // @ts-expect-error: no such option
        volum: 1,
      },
    ],
    [
      'whisper',
      {
        // @ts-expect-error: a number is not a list
        words: 1,
      },
    ],
  ],
})
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
