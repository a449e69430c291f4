/** The schema of an option that is a function. `Signature` exists only in types. */
export interface FunctionOption<Signature> {
  readonly typeof: 'function'
  readonly description: string
  readonly signature?: Signature
}

/**
 * An option that is a function, among the `properties` of an options schema. The option has the
 * given type, and only a function passes the check. Such an option can be set in code only, not in
 * a JSON or YAML config.
 *
 * @param description what the function does, for documentation and completion
 * @example
 * const filter = definePlugin({
 *   name: 'filter',
 *   options: {
 *     type: 'object',
 *     properties: { keep: functionOption<(message: unknown) => boolean>('Which messages stay.') },
 *     required: ['keep'],
 *     additionalProperties: false,
 *   },
 *   setup({ hooks }, { keep }) {
 *     hooks.received.tap(({ message }) => (keep(message) ? undefined : drop('filtered')))
 *   },
 * })
 */
export function functionOption<Signature extends (...args: never[]) => unknown>(
  description: string,
): FunctionOption<Signature> {
  return { typeof: 'function', description }
}

/** The keyword of {@link FunctionOption}, as in ajv-keywords, for an Ajv instance. */
export function typeofKeyword() {
  return {
    keyword: 'typeof',
    schemaType: 'string' as const,
    validate: (name: string, value: unknown) => typeof value === name,
  }
}
