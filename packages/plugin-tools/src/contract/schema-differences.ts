import diff from 'microdiff'

/** How many differences are listed. */
const SHOWN = 5
/** How much of a value is shown. */
const SHOWN_CHARACTERS = 60

/**
 * Where two schemas of the same options differ, one line each. Their names (`$schema`, `$id`,
 * `title`) do not count.
 *
 * @param written the one in the package
 * @param used the one that the plugin validates with
 */
export function schemaDifferences(written: unknown, used: object): readonly string[] {
  const all = diff(bare(written), bare(used)).map((each) => {
    const inPackage = each.type === 'CREATE' ? 'missing' : show(each.oldValue)
    const inCode = each.type === 'REMOVE' ? 'missing' : show(each.value)
    return `    ${each.path.join('.')}: ${inPackage} in the package, ${inCode} in the code`
  })
  const more = all.length - SHOWN
  return more > 0 ? [...all.slice(0, SHOWN), `    … and ${more} more`] : all
}

/** JSON has no `undefined`. */
function bare(schema: unknown): Record<string, unknown> {
  const { $schema: _, $id: __, title: ___, ...rest } = JSON.parse(JSON.stringify(schema))
  return rest
}

function show(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}
