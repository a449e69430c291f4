import { defineProject } from 'vitest/config'
import { sourceAliases } from './source-aliases.js'

/**
 * The tests of a package that run against the sources. They share their modules: a fresh module
 * graph for each file costs more than the tests, and none relies on one.
 * @param timeoutMs of a test and of a hook
 */
export function unitTests(name: string, timeoutMs = 30_000) {
  return defineProject({
    resolve: { alias: sourceAliases },
    test: { name, isolate: false, testTimeout: timeoutMs, hookTimeout: timeoutMs },
  })
}
