/**
 * The version of this package: what `engines.clacks` of a plugin is checked against. A test keeps
 * it equal to package.json.
 */
export const VERSION = '1.0.0'
