import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv'

/** Compiles a schema of this package. The build does so ahead of time: see tools/precompiled.ts. */
export function compile<Value>(schema: SchemaObject): ValidateFunction<Value> {
  return new Ajv({
    allErrors: true,
    verbose: true,
    // Infinity is a valid rate; NaN fails `minimum`.
    strictNumbers: false,
    allowUnionTypes: true,
    // The schema is part of this package: no need to check it against the meta-schema.
    meta: false,
    validateSchema: false,
    code: { source: true, esm: true },
  }).compile<Value>(schema)
}
