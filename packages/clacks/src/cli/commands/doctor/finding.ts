/** What a check found. */
export interface Finding {
  /** `wrong` keeps a node from running well, `doubtful` may. */
  readonly verdict: 'right' | 'doubtful' | 'wrong'
  /** What was looked at: `port`, `certificate`. */
  readonly subject: string
  readonly text: string
  /** What to do about it; undefined where it is right. */
  readonly mend: string | undefined
}

export function right(subject: string, text: string): Finding {
  return { verdict: 'right', subject, text, mend: undefined }
}

export function doubtful(subject: string, text: string, mend: string): Finding {
  return { verdict: 'doubtful', subject, text, mend }
}

export function wrong(subject: string, text: string, mend: string): Finding {
  return { verdict: 'wrong', subject, text, mend }
}
