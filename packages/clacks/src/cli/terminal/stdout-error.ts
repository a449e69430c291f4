let failure: NodeJS.ErrnoException | undefined

/** Listens for errors of standard output. A reader that goes away, such as `head`, is not one. */
export function onStdoutError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') failure ??= error
}

/** The first error of standard output; undefined if there was none. */
export function stdoutFailure(): NodeJS.ErrnoException | undefined {
  return failure
}
