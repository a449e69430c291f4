import { PROBLEM } from '../schemas.js'

const asProblem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: PROBLEM } },
})

/** The description of an answer with JSON, and of the problems that every route may answer. */
export function answers(status: number, description: string, schema: object) {
  return {
    [status]: { description, content: { 'application/json': { schema } } },
    default: asProblem('A problem.'),
  }
}

/** The description of an answer without a body. */
export function emptyAnswer(description: string) {
  return { 204: { description, type: 'null' }, default: asProblem('A problem.') }
}
