/** Maps the packages of this repository to their sources, so that tests need no build. */
export const SOURCE_PATHS: Readonly<Record<string, readonly string[]>> = {
  clacks: ['packages/clacks/src/index.ts'],
  'clacks/testing': ['packages/clacks/src/testing/index.ts'],
  'clacks/control': ['packages/clacks/src/control/index.ts'],
  'clacks/json-schema': ['packages/clacks/src/json-schema/index.ts'],
  'clacks/compat': ['packages/clacks/src/compat/index.ts'],
  '@clacks/plugin-logger': ['packages/plugin-logger/src/index.ts'],
  '@clacks/plugin-journal': ['packages/plugin-journal/src/index.ts'],
  '@clacks/plugin-metrics': ['packages/plugin-metrics/src/index.ts'],
  '@clacks/plugin-message-formatter': ['packages/plugin-message-formatter/src/index.ts'],
}
