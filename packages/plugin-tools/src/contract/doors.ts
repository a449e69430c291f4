/** Names that are part of a module system, not of a package. */
const OF_MODULE_SYSTEMS: ReadonlySet<string> = new Set(['default', '__esModule', 'module.exports'])

/**
 * The names that only one of `import` and `require` gives, one sentence each. The default export
 * has rules of its own. A function that `require` returns is the plugin: its properties are not
 * names of the package.
 */
export function exportDifferences(imported: object, required: unknown): readonly string[] {
  const namesOf = (module: object) => Object.keys(module).filter((name) => !OF_MODULE_SYSTEMS.has(name))
  const has = (module: unknown, name: string) =>
    ((typeof module === 'object' && module !== null) || typeof module === 'function') &&
    Reflect.get(module, name) !== undefined
  const others = typeof required === 'object' && required !== null ? namesOf(required) : []
  return [
    ...namesOf(imported)
      .filter((name) => !has(required, name))
      .map((name) => onlyIn('import', name)),
    ...others.filter((name) => !has(imported, name)).map((name) => onlyIn('require', name)),
  ]
}

/** The sentence about a name that only one of the two has. */
export function onlyIn(door: 'import' | 'require', name: string): string {
  return door === 'import'
    ? `\`import\` has \`${name}\`, \`require\` does not.`
    : `\`require\` has \`${name}\`, \`import\` does not.`
}
