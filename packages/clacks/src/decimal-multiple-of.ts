/** A number as an integer and a power of ten. */
interface Decimal {
  readonly integer: bigint
  readonly exponent: number
}

const NOTATION = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/

/**
 * The keyword `multipleOf` of JSON Schema, computed with decimals: 19.99 is a multiple of 0.01. Ajv
 * divides doubles. For an Ajv instance: `ajv.removeKeyword('multipleOf')`, then
 * `ajv.addKeyword(decimalMultipleOf())`.
 */
export function decimalMultipleOf() {
  return {
    keyword: 'multipleOf',
    type: 'number' as const,
    schemaType: 'number' as const,
    errors: true,
    compile: (factor: number) => {
      if (!(factor > 0)) throw new TypeError(`multipleOf must be above 0, not ${factor}`)
      const params = { multipleOf: factor }
      const error = { keyword: 'multipleOf', params, message: `must be multiple of ${factor}` }
      const validate: { (value: number): boolean; errors?: (typeof error)[] } = (value) => {
        validate.errors = [error]
        return isMultipleOf(value, factor)
      }
      return validate
    },
  }
}

function isMultipleOf(value: number, factor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(factor)) return value % factor === 0
  if (!Number.isFinite(value)) return false
  const [one, other] = [decimalOf(value), decimalOf(factor)]
  const exponent = Math.min(one.exponent, other.exponent)
  return scaled(one, exponent) % scaled(other, exponent) === 0n
}

function decimalOf(value: number): Decimal {
  const [, whole = '0', fraction = '', power = '0'] = NOTATION.exec(String(value)) ?? []
  return { integer: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}

function scaled({ integer, exponent }: Decimal, to: number): bigint {
  return integer * 10n ** BigInt(exponent - to)
}
