import type { RuleText } from '../rule.js'
import { HOST_RULES } from './host-rules.js'
import { STATIC_RULES } from './static-rules.js'

/** Everything that `verify` checks, in the order in which it is reported. */
export const RULES: readonly RuleText[] = [...STATIC_RULES, ...HOST_RULES]
