import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from 'clacks/control'
import { describe, expect, it, onTestFinished } from 'vitest'
import { json, temporaryFolder } from './running.js'

const PROGRAM = fileURLToPath(new URL('../../clacks/bin/clacks.js', import.meta.url))
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url))

interface Started {
  readonly child: ChildProcess
  readonly file: string
}

/** `clacks start` with a config, as built: see `npm run build`. */
async function startCommand(plugins: readonly unknown[]): Promise<Started> {
  const folder = temporaryFolder()
  const file = join(folder, 'clacks.config.json')
  const config = { hostname: 'localhost', port: 0, sendrate: 0, plugins }
  writeFileSync(file, JSON.stringify(config, null, 2))
  symlinkSync(MODULES, join(folder, 'node_modules'), 'junction')
  const child = spawn(process.execPath, [PROGRAM, 'start', file, '--json'], { cwd: folder })
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    child.kill()
    await once(child, 'exit')
  })
  let said = ''
  child.stdout.setEncoding('utf8')
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  for await (const chunk of child.stdout) {
    said += chunk
    if (said.includes('"started"')) break
  }
  if (!said.includes('"started"')) throw new Error(said)
  return { child, file }
}

describe('clacks start with a gateway', () => {
  it('gives a login code through its control channel, and applies edits of the gateway itself', async () => {
    const { file } = await startCommand([['gateway', { port: 0 }]])
    const control = await connect({ config: file })
    onTestFinished(() => control.close())
    const login = (await control.request('gateway', {})) as { origin: string; home: null; code: string }
    expect(login).toMatchObject({ home: null, origin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) })
    const { origin, code } = login
    const opened = await fetch(`${origin}/v1/session`, json('POST', { code, cookie: false }))
    const { token } = (await opened.json()) as { token: string }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const status = await fetch(`${origin}/v1/status`, { headers })
    expect(await status.json()).toMatchObject({ config: file, plugins: [{ id: 'gateway' }] })
    const edit = { action: 'disable', id: 'gateway' }
    const applied = await fetch(`${origin}/v1/config/apply`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ edit }),
    })
    expect(await applied.json()).toMatchObject({ reload: { removed: ['gateway'] } })
    expect(JSON.parse(readFileSync(file, 'utf8')).plugins).toEqual([
      ['gateway', { port: 0 }, { enabled: false }],
    ])
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow()
    expect((await control.status()).plugins).toEqual([])
  })
})
