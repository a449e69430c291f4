import type { WrittenSettings } from '../settings/settings.js'
import { settingsSchema } from '../settings/settings-schema.js'
import type { Config } from './define-config.js'

/** The part of a config that can change while a node runs. */
export function settingsIn(config: Config): WrittenSettings {
  return Object.fromEntries(
    Object.entries(config).filter(([key]) => Object.hasOwn(settingsSchema.properties, key)),
  )
}
