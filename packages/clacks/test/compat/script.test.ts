import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../src/testing/free-port.js'
import { makeCertificate } from '../../src/transport/certificate.js'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))
const SCRIPT = readFileSync(new URL('question.cjs', import.meta.url), 'utf8')
/** The only change that a user makes. */
const CHANGED = SCRIPT.replace("require('clacks-p2p')", "require('clacks/compat')")

/** Runs a script inside the package, where both names resolve to installed and built code. */
function run(script: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, ['--eval', script, '--', 'question.cjs', ...args], {
    cwd: PACKAGE,
    stdio: ['pipe', 'pipe', 'inherit'],
    // clacks-p2p trusts only public authorities, unless the whole process trusts every certificate.
    env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** The lines that it prints up to one with `word`, and those after its input has ended. */
async function saysUntil(child: ChildProcess, word: string): Promise<() => Promise<string[]>> {
  if (child.stdout === null) throw new Error('its output is not read')
  const lines: string[] = []
  const rest = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async (enough: (line: string) => boolean): Promise<void> => {
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      // clacks-p2p prints a stack trace when our node probes it (docs/wire.md, "Probing").
      if (next.value.startsWith('[')) lines.push(next.value)
      if (enough(next.value)) return
    }
  }
  await read((line) => line.includes(word))
  return async () => {
    child.stdin?.end()
    await read(() => false)
    return lines
  }
}

/** The output of both. */
async function talk(asker: string, answerer: string): Promise<{ asker: string[]; answerer: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-script-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { key, cert } = await makeCertificate('localhost')
  const files = [join(folder, 'key.pem'), join(folder, 'cert.pem')] as const
  writeFileSync(files[0], key, { mode: 0o600 })
  writeFileSync(files[1], cert)
  const [askerPort, answererPort] = [String(await freePort()), String(await freePort())]
  const answering = run(answerer, 'answerer', answererPort, askerPort, ...files)
  const answered = await saysUntil(answering, 'options')
  const asked = await saysUntil(run(asker, 'asker', askerPort, answererPort, ...files), 'answer')
  return { asker: await asked(), answerer: await answered() }
}

describe('a script written for clacks-p2p', () => {
  it('prints the same when only its require is changed, whatever the other node runs', async () => {
    expect(CHANGED).not.toBe(SCRIPT)
    const before = await talk(SCRIPT, SCRIPT)
    expect(before.asker).toContain('["received",{"answer":4},"message","localhost"]')
    expect(before.answerer).toContain('["queued",{"answer":4}]')
    expect(await talk(CHANGED, CHANGED)).toEqual(before)
    expect(await talk(CHANGED, SCRIPT)).toEqual(before)
    expect(await talk(SCRIPT, CHANGED)).toEqual(before)
  })
})
