/**
 * A schema of any library that implements [Standard Schema](https://standardschema.dev), version 1.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    /** Exists only in types. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** The result of a validation: the value, or its issues. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

/** An issue of a validation. The standard defines `message` and `path`; libraries may add more. */
export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
  readonly expected?: unknown
  readonly received?: unknown
  readonly fix?: unknown
}

/** The type that a schema accepts. */
export type InferInput<Schema extends StandardSchema> = NonNullable<Schema['~standard']['types']>['input']
/** The type that a schema returns. */
export type InferOutput<Schema extends StandardSchema> = NonNullable<Schema['~standard']['types']>['output']

/** Whether a schema implements Standard Schema. In some libraries it is a function. */
export function isStandardSchema(schema: object): schema is StandardSchema {
  return '~standard' in schema
}
