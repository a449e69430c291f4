import { checkPackage } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { StaticRule } from '../rule.js'

/** Whether `import` and `require` find the code, and TypeScript its types. */
export const moduleRules: readonly StaticRule[] = [
  {
    id: 'exports',
    title: 'Its `exports` point to existing files, in the format that they claim.',
    why: 'A wrong entry fails only for those who install the package: in your folder everything works.',
    fix: 'Correct `exports` in package.json as the message says (https://publint.dev/rules explains each); `types` comes first.',
    check: async ({ manifest, tarball }) => {
      const bytes = Uint8Array.from(tarball).buffer
      const { messages, pkg } = await publint({ pack: { tarball: bytes }, level: 'warning', strict: true })
      const texts = messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
      return manifest.name === '' ? [] : texts
    },
  },
  {
    id: 'types',
    title: 'Its types are right for ES modules and for CommonJS.',
    why: 'TypeScript reports wrong types in the code of your users, not in yours.',
    fix: 'Give `import` a `.d.ts` and `require` a `.d.cts` (https://arethetypeswrong.github.io explains each problem).',
    check: async ({ files }) => {
      const result = await checkPackage(files)
      if (!result.types) return ['The package has no types.']
      const seen = new Set(
        result.problems
          // Resolution as before Node 12 is not required.
          .filter((message) => !('resolutionKind' in message) || message.resolutionKind !== 'node10')
          .map((message) =>
            'entrypoint' in message
              ? `${message.kind} for "${message.entrypoint}" (${message.resolutionKind}).`
              : `${message.kind}.`,
          ),
      )
      return [...seen]
    },
  },
]
