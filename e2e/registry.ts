import type { Server } from 'node:http'
import { join } from 'node:path'
import { runServer } from 'verdaccio'

/** A registry on this machine, with a user who may publish. */
export interface Registry extends AsyncDisposable {
  readonly url: string
  readonly token: string
}

/** Packages that the test publishes, which never come from elsewhere. Others come from upstream. */
const OURS = ['clacks', '@clacks/*', 'create-clacks-plugin', 'clacks-plugin-*', '@acme/*']

/**
 * Starts a registry on a free port of the loopback interface.
 *
 * @param folder its storage
 * @param upstream the registry of other packages
 */
export async function startRegistry(folder: string, upstream: string): Promise<Registry> {
  const local = { access: '$all', publish: '$authenticated' }
  const server: Server = await runServer({
    self_path: join(folder, 'config.yaml'),
    configPath: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: 1 } },
    // A legacy token would cost half a second of bcrypt for each request.
    security: { api: { jwt: { sign: { expiresIn: '1h' } } } },
    uplinks: { upstream: { url: upstream, maxage: '60m', timeout: '60s', max_fails: 10 } },
    packages: {
      ...Object.fromEntries(OURS.map((pattern) => [pattern, local])),
      '**': { access: '$all', proxy: 'upstream' },
    },
    web: { enable: false },
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(0, '127.0.0.1', listening)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the registry has no port')
  const url = `http://127.0.0.1:${address.port}/`
  return {
    url,
    token: await tokenFor('moist', url),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** What `npm login` does, without a prompt. */
async function tokenFor(name: string, registry: string): Promise<string> {
  const user = {
    _id: `org.couchdb.user:${name}`,
    name,
    password: 'glooper-and-clacks',
    type: 'user',
    roles: [],
  }
  const answer = await fetch(`${registry}-/user/${user._id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(user),
  })
  const { token }: { token?: string } = JSON.parse(await answer.text())
  if (token === undefined) throw new Error(`the registry gave no token: ${answer.status}`)
  return token
}
