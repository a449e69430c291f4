import cliProgress from 'cli-progress'

const { Format, SingleBar } = cliProgress

/** Shows how far a long work is, with rate and time left, on standard error; nothing where that is no terminal. */
export interface Progress {
  /** @param done how much in all */
  at(done: number): void
  end(): void
}

/** @param what is counted, as `messages` @param total where it is known */
export function showProgress(what: string, total: number): Progress {
  if (process.stderr.isTTY !== true || total === 0) return { at() {}, end() {} }
  const began = performance.now()
  const bar = new SingleBar({
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    format: (options, { progress, eta, value }) => {
      const rate = Math.round(value / Math.max((performance.now() - began) / 1_000, 0.001))
      const percent = Math.floor(progress * 100)
      const left = Format.TimeFormat(eta, options, 1)
      return `${Format.BarFormat(progress, options)} ${percent} % | ${value}/${total} ${what} | ${rate}/s | ${left} left`
    },
  })
  bar.start(total, 0)
  return { at: (done) => bar.update(Math.min(done, total)), end: () => bar.stop() }
}
