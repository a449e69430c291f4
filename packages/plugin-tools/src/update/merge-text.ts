import { diff3Merge, diffComm } from 'node-diff3'

/** A merged text. */
export interface MergedText {
  readonly text: string
  /** How many places both changed. They are between markers, as those of git. */
  readonly conflicts: number
}

/** Lines that are in the result, or those of both sides. */
type Hunk = readonly string[] | { readonly mine: readonly string[]; readonly theirs: readonly string[] }

/**
 * Merges texts line by line: takes changes of the template, and keeps changes of the author. Where
 * both changed the same lines, both versions are there, between markers.
 *
 * @param base the old file of the template; undefined if it had none
 * @param label of the new version, in the markers
 */
export function mergeText(base: string | undefined, mine: string, theirs: string, label: string): MergedText {
  const hunks =
    base === undefined
      ? differences(mine.split('\n'), theirs.split('\n'))
      : threeWay(base.split('\n'), mine.split('\n'), theirs.split('\n'))
  const lines = hunks.flatMap((hunk) =>
    'mine' in hunk ? ['<<<<<<< yours', ...hunk.mine, '=======', ...hunk.theirs, `>>>>>>> ${label}`] : hunk,
  )
  return { text: lines.join('\n'), conflicts: hunks.filter((hunk) => 'mine' in hunk).length }
}

function threeWay(base: string[], mine: string[], theirs: string[]): readonly Hunk[] {
  const regions = diff3Merge(mine, base, theirs, { excludeFalseConflicts: true })
  return regions.map(({ ok, conflict }) =>
    conflict === undefined ? (ok ?? []) : { mine: conflict.a, theirs: conflict.b },
  )
}

/** Without a common origin, every difference is a conflict. */
function differences(mine: string[], theirs: string[]): readonly Hunk[] {
  return diffComm(mine, theirs).map((region) =>
    'common' in region ? region.common : { mine: region.buffer1, theirs: region.buffer2 },
  )
}
