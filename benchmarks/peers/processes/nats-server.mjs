import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** /proc counts in ticks of 10 ms on every Linux that Node.js runs on. */
const TICK_MICROSECONDS = 10_000

/** Runs `nats-server` with TLS on a free port of the loopback interface. */
export async function broker({ key, cert }) {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-nats-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }
  writeFileSync(files.key, key, { mode: 0o600 })
  writeFileSync(files.cert, cert)
  const args = ['-a', '127.0.0.1', '-p', '-1', '--tls', '--tlscert', files.cert, '--tlskey', files.key]
  const server = spawn('nats-server', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  process.once('exit', () => server.kill('SIGKILL'))
  return { port: await portOf(server), foreignCpu: () => cpuOf(server.pid) }
}

/** The port that the server names in its log, once it listens. */
function portOf(server) {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr.setEncoding('utf8').on('data', (text) => {
      log += text
      const port = /client connections on 127\.0\.0\.1:(\d+).*Server is ready/s.exec(log)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`nats-server ended:\n${log}`)))
  })
}

/** Microseconds of CPU of a process, from the fields `utime` and `stime`. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS
}
