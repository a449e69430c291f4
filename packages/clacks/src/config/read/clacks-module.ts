let provided: (() => Promise<object>) | undefined

/**
 * Sets the module that code configs and plugins get for `import 'clacks'`: this copy, even if none
 * is installed beside them. It is injected because `config/` must not import `exports.ts`.
 */
export function provideClacksModule(load: () => Promise<object>): void {
  provided = load
}

/** The modules that replace installed ones, by name. */
export async function virtualModules(): Promise<Record<string, object>> {
  return provided === undefined ? {} : { clacks: await provided() }
}
