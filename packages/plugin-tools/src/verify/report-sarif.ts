import type { VerifyReport } from './verify.js'

/**
 * The report as SARIF 2.1.0 (OASIS), which code hosts show beside the code. Everything points at
 * package.json.
 */
export function reportSarif({ issues, off }: VerifyReport): object {
  const all = [...issues.map((each) => ({ ...each, reason: undefined })), ...off]
  const rules = new Map(all.map((each) => [each.rule, each]))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'clacks-plugin verify',
            informationUri: 'https://github.com/clacks-p2p/clacks/blob/main/docs/plugins/rules.md',
            rules: [...rules.values()].map(({ rule, why, fix }) => ({
              id: rule,
              shortDescription: { text: why },
              help: { text: fix },
            })),
          },
        },
        results: all.map(({ rule, message, reason }) => ({
          ruleId: rule,
          level: 'error',
          message: { text: message },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'package.json' } } }],
          ...(reason === undefined ? {} : { suppressions: [{ kind: 'inSource', justification: reason }] }),
        })),
      },
    ],
  }
}
