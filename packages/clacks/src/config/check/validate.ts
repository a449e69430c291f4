import type { Issue } from '../../issue.js'
import { issuesFromAjv } from '../../schema-issues.js'
import type { Config } from '../define-config.js'
import { isObject } from '../read/source.js'
import validateSchema from './config-validator.js'
import { fileRules, wholeRules } from './rules.js'

/** The result of checking everything except the entries of `plugins`. */
export interface Validated {
  /** The value, if it has the shape of a config. */
  readonly config: Config | undefined
  readonly issues: readonly Issue[]
}

/** Checks one file. @param folder the folder that its paths are relative to */
export async function validate(value: unknown, folder: string): Promise<Validated> {
  const config = validateSchema(value) ? value : undefined
  const bySchema = issuesFromAjv(validateSchema.errors)
  const byRules = isObject(value) ? await Promise.all(fileRules.map((rule) => rule(value, folder))) : []
  return { config, issues: [...bySchema, ...byRules.flat()] }
}

/** Checks the config that results from all files. */
export function validateWhole(config: Readonly<Record<string, unknown>>): readonly Issue[] {
  return wholeRules.flatMap((rule) => rule(config))
}
