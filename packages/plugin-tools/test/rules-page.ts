import type { RuleText } from '../src/verify/rule.js'

/** Renders docs/plugins/rules.md from the rules. */
export function rulesPage(rules: readonly RuleText[], suite: readonly string[]): string {
  const cards = rules.map(({ id, title, why, fix, fixable }) => {
    const command = fixable ? '\n\n`clacks-plugin verify --fix` fixes most of it.' : ''
    return `## ${id}\n\n${title}\n\n**Why.** ${why}\n\n**Fix.** ${fix}${command}`
  })
  return [
    '# The rules of `clacks-plugin verify`',
    `What [clacks-plugin verify](../../packages/plugin-tools/README.md) checks. Switch a rule off in the package.json of the plugin, with a reason:
\`"clacks-verify": { "off": { "keyword": "the reason" } }\`. This page is generated from the rules
(\`npx vitest run packages/plugin-tools/test/rules.test.ts -u\`).`,
    ...cards,
    `The suite checks that a plugin …\n\n${suite.map((name) => `- ${name}`).join('\n')}`,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}
