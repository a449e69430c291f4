/** Files and folders that still have to be read. Remove an entry when it is clean; add none. */
export const PENDING: readonly string[] = [
  'packages/clacks/src/config/check/plugin-schemas.ts',
  'packages/clacks/src/config/edit/edit-code.ts',
]
