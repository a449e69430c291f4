import type { StaticRule } from '../rule.js'
import { contentRules } from './content-rules.js'
import { moduleRules } from './module-rules.js'
import { packageRules } from './package-rules.js'
import { readmeOptionsRule } from './readme-options-rule.js'
import { schemaRule } from './schema-rule.js'

/** The rules that need only the tarball, in the order of the report. */
export const STATIC_RULES: readonly StaticRule[] = [
  ...packageRules,
  ...moduleRules,
  ...contentRules,
  schemaRule,
  readmeOptionsRule,
]
