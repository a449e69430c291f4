import type { RuleText } from '../src/verify/rule.js'

/** docs/plugins/rules.md: what `verify` checks, from the list that it checks by. */
export function rulesPage(rules: readonly RuleText[], suite: readonly string[]): string {
  const cards = rules.map(({ id, title, why, mend, fixable }) => {
    const command = fixable ? '\n\n`clacks-plugin verify --fix` does most of it.' : ''
    return `## ${id}\n\n${title}\n\n**Why.** ${why}\n\n**Mend.** ${mend}${command}`
  })
  return [
    '# The rules of `clacks-plugin verify`',
    `What [clacks-plugin verify](../../packages/plugin-tools/README.md) checks. A rule is switched off in the package.json of the plugin, with a reason:
\`"clacks-verify": { "off": { "keyword": "the reason" } }\`. This page is made from the rules
(\`npx vitest run packages/plugin-tools/test/rules.test.ts -u\`).`,
    ...cards,
    `The suite checks that a plugin …\n\n${suite.map((name) => `- ${name}`).join('\n')}`,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}
