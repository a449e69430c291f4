import type { RuleText } from '../rule.js'
import { HOST_RULES } from './host-rules.js'
import { STATIC_RULES } from './static-rules.js'

/** All rules of `verify`, in the order of the report. */
export const RULES: readonly RuleText[] = [...STATIC_RULES, ...HOST_RULES]
