import { checkPackage } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { StaticRule } from '../rule.js'

/** Whether `import` and `require` find the code, and TypeScript the types that belong to it. */
export const moduleRules: readonly StaticRule[] = [
  {
    id: 'exports',
    title: 'Its `exports` lead to files that are there, in the format that they claim.',
    why: 'A wrong entry is found only by whoever installs the package: in your folder everything works.',
    mend: 'Correct `exports` in package.json as the finding says (https://publint.dev/rules explains each); `types` comes first.',
    check: async ({ manifest, tarball }) => {
      const bytes = Uint8Array.from(tarball).buffer
      const { messages, pkg } = await publint({ pack: { tarball: bytes }, level: 'warning', strict: true })
      const said = messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
      return manifest.name === '' ? [] : said
    },
  },
  {
    id: 'types',
    title: 'Its types are right for ES modules and for CommonJS.',
    why: 'TypeScript shows wrong types as errors in the code of whoever uses the plugin, not in yours.',
    mend: 'Give `import` a `.d.ts` and `require` a `.d.cts` (https://arethetypeswrong.github.io explains each problem).',
    check: async ({ files }) => {
      const result = await checkPackage(files)
      if (!result.types) return ['The package has no types.']
      const seen = new Set(
        result.problems
          // Resolution as before Node 12 is not asked for.
          .filter((problem) => !('resolutionKind' in problem) || problem.resolutionKind !== 'node10')
          .map((problem) =>
            'entrypoint' in problem
              ? `${problem.kind} for "${problem.entrypoint}" (${problem.resolutionKind}).`
              : `${problem.kind}.`,
          ),
      )
      return [...seen]
    },
  },
]
