import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const RUNNER = fileURLToPath(new URL('example.js', import.meta.url))

/** Runs it as a process without a terminal. @param interrupt a text at which Ctrl-C is pressed */
async function example(
  args: readonly string[],
  interrupt?: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), RUNNER, ...args], {
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' },
  })
  let output = ''
  let pressed = false
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (pressed || interrupt === undefined || !output.includes(interrupt)) return
      pressed = true
      child.kill('SIGINT')
    })
  }
  const [code] = await once(child, 'close')
  return { code, output }
}

describe('npm run example', () => {
  it('lists all examples, one per line', async () => {
    const { code, output } = await example([])
    const entries = readdirSync(`${ROOT}/examples`, { withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    const listed = [...output.matchAll(/^([a-z-]+) {2,}\S/gm)].map(([, name]) => name)
    expect([...listed, 'quickstart'].sort()).toEqual(folders.sort())
    expect(folders.length).toBeGreaterThan(12)
    expect(code).toBe(0)
  })

  it('suggests the nearest name for an unknown one', async () => {
    const { code, output } = await example(['filtring'])
    expect(output).toContain('There is no example "filtring". Did you mean "filtering"?')
    expect(code).toBe(2)
  })

  it('explains how to run the quickstart', async () => {
    const { code, output } = await example(['quickstart'])
    expect(output).toContain('The quickstart is run by `npm run demo`.')
    expect(code).toBe(2)
  })

  // They end on their own. One of their real nodes is a clacks-p2p node.
  it.each([
    ['tuning-in', 'Still in the network: all 8.'],
    ['transforming', '10 readings went in, 2 reports came out.'],
    ['bifurcating', 'received unchanged  true'],
    ['archiving', '6 messages visited the library, which archived 6'],
    ['chat', '[lobby, earlier] moist: I will write it down, then: it works.'],
  ])('runs %s', async (name, result) => {
    const { code, output } = await example([name])
    expect(output).toContain(result)
    expect(code, output).toBe(0)
  })

  // Windows has no signal that a program can catch: the process just ends.
  it.runIf(process.platform !== 'win32')(
    'ends on Ctrl-C, and leaves nothing behind that keeps it alive',
    async () => {
      const { code, output } = await example(['stonewalling'], 'all messages walk')
      expect(output).not.toContain('the wall is up')
      expect(code).toBe(130)
    },
  )
})
