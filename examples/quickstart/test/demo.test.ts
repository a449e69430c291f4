import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const DEMO = fileURLToPath(new URL('../demo.ts', import.meta.url))

interface Run {
  readonly code: number | null
  readonly output: string
}

/** Runs the demo in a process without a terminal. Needs the packages to be built. */
async function demo(
  args: readonly string[],
  input: string,
  whileItRuns: (line: string, end: () => void) => void = () => {},
): Promise<Run> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), DEMO, ...args], {
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      whileItRuns(text, () => child.kill('SIGINT'))
    })
  }
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  return { code, output }
}

/** The cells of the last line that begins with a name. */
function cells(output: string, name: string): readonly string[] {
  const lines = output.split('\n').map((line) => line.trim().split(/ {2,}/))
  return lines.findLast(([first]) => first === name) ?? []
}

describe('npm run demo', () => {
  it('ends when every message has visited every node', async () => {
    const { code, output } = await demo([], '')
    expect(output).toContain('Every message has visited every node: 6 messages, 4 nodes.')
    expect(code).toBe(0)
    for (let number = 1; number <= 6; number++) {
      const [, , , , ...visits] = cells(output, String(number))
      expect(visits.length, output).toBe(4)
      expect(
        visits.every((count) => Number(count) > 0),
        output,
      ).toBe(true)
    }
    for (const node of ['tower-1', 'tower-2', 'tower-3', 'legacy']) {
      expect(cells(output, node)[1], output).toMatch(/^localhost:\d+$/)
    }
  })

  it('reads messages from standard input and routes those that clacks-p2p cannot carry around it', async () => {
    const { code, output } = await demo(['-'], 'plain\n\nGrüße\n')
    expect(output).toContain('Every message has visited every node that can carry it: 2 messages, 4 nodes.')
    expect(code).toBe(0)
    expect(cells(output, '1')[1]).toBe('plain')
    expect(cells(output, '2').at(-1)).toBe('-')
  })

  it('shows the network in the dashboard until it is interrupted', async () => {
    let page: Promise<Response> | undefined
    const { code, output } = await demo(['--open'], '', (text, end) => {
      const address = /http:\/\/127\.0\.0\.1:\d+\/dashboard\//.exec(text)?.[0]
      if (address === undefined || page !== undefined) return
      page = fetch(address)
      page.then(end, end)
    })
    expect((await page)?.status, output).toBe(200)
    expect(output).toMatch(/dashboard\/#login=\S+$/m)
    expect(code).toBe(process.platform === 'win32' ? null : 130)
  })

  it('reports what is missing when the time is up', async () => {
    const { code, output } = await demo(['--seconds', '0.001'], '')
    expect(output).toContain('#1 has not visited')
    expect(code).toBe(1)
  })

  // On Windows a program cannot catch the signal: the process just ends.
  it.runIf(process.platform !== 'win32')('prints the table after Ctrl-C, too', async () => {
    let pressed = false
    const { code, output } = await demo([], '', (text, end) => {
      if (pressed || !text.includes('enqueued')) return
      pressed = true
      end()
    })
    expect(output).toMatch(/^Interrupted: \d of 6 messages/m)
    expect(code).toBe(130)
  })

  it.each([
    [['no-such-file.txt'], 'no-such-file.txt'],
    [['-'], 'no messages'],
    [['--minutes', '1'], '--minutes'],
    [['--seconds', 'x'], 'must be a positive number'],
  ])('refuses %s', async (args, reason) => {
    const { code, output } = await demo(args, '')
    expect(output).toContain(reason)
    expect(output).toContain('usage:')
    expect(code).toBe(2)
  })
})
