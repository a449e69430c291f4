import { ClacksError } from 'clacks'
import { StoreFailure } from '../store-failure.js'

/** Waits for a store. @throws ClacksError ERR_CLACKS_ARCHIVE for its failures */
export async function answered<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (thrown) {
    if (thrown instanceof StoreFailure)
      throw new ClacksError('ERR_CLACKS_ARCHIVE', `${thrown.message}.`, { cause: thrown })
    throw thrown
  }
}
