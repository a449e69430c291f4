import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What a regression file holds. */
export interface Regression<Input> {
  /** What did not hold when it was found. */
  readonly violates: string
  readonly input: Input
}

/** One folder for each target. */
const FOLDER = fileURLToPath(new URL('../test/regressions/', import.meta.url))

/** Stores an input, and returns the path of its file. */
export function store<Input>(target: string, regression: Regression<Input>): string {
  const folder = `${FOLDER}${target}/`
  const text = `${JSON.stringify(regression, undefined, 2)}\n`
  const name = createHash('sha256').update(JSON.stringify(regression.input)).digest('hex').slice(0, 12)
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}${name}.json`, text)
  return `${folder}${name}.json`
}

/** The regressions of a target by the name of their file. */
export function regressionsOf<Input>(target: string): Map<string, Regression<Input>> {
  const folder = `${FOLDER}${target}/`
  if (!existsSync(folder)) return new Map()
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return new Map(files.map((name) => [name, JSON.parse(readFileSync(`${folder}${name}`, 'utf8'))]))
}
