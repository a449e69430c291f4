import { issuesFromAjv } from '../../schema-issues.js'
import type { Config } from '../define-config.js'
import { isObject, type Wrong, wrongOption } from '../read/source.js'
import fitsConfig from './config-validator.js'
import { fileRules, wholeRules } from './rules.js'

/** A value that was held against everything that a config must be, the entries of `plugins` aside. */
export interface Validated {
  /** The value, where its shape is that of a config. */
  readonly config: Config | undefined
  readonly wrong: readonly Wrong[]
}

/** What one file says. @param folder where paths in it start */
export async function validate(value: unknown, folder: string): Promise<Validated> {
  const config = fitsConfig(value) ? value : undefined
  const bySchema = issuesFromAjv(fitsConfig.errors).map(wrongOption)
  const byRules = isObject(value) ? await Promise.all(fileRules.map((rule) => rule(value, folder))) : []
  return { config, wrong: [...bySchema, ...byRules.flat()] }
}

/** What all files say together. */
export function validateWhole(config: Readonly<Record<string, unknown>>): readonly Wrong[] {
  return wholeRules.flatMap((rule) => rule(config))
}
