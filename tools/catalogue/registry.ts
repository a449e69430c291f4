/** A client for the parts of the npm registry API that the catalogue needs. */

/** Packages per page of search results: the maximum that registries allow. */
const PAGE = 250
/** Stops at a broken registry that always has another page. */
const MAX_PAGES = 100
const TIMEOUT_MS = 30_000

/** The registry cannot be reached, or its answer is invalid. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
}

/** A registry at an address. */
export class Registry {
  readonly #url: URL

  /** @param url as printed by `npm config get registry` */
  constructor(url: string) {
    this.#url = new URL(url.endsWith('/') ? url : `${url}/`)
  }

  /**
   * The names of all packages that a search finds, from all pages. Registries search by words, so
   * the result may include unrelated packages.
   * @param text words, or `keywords:WORD`, which not all registries support
   * @throws RegistryError
   */
  async search(text: string): Promise<readonly string[]> {
    const names = new Set<string>()
    for (let page = 0; page < MAX_PAGES; page++) {
      const query = new URLSearchParams({
        text,
        size: String(PAGE),
        from: String(page * PAGE),
      })
      const { objects, total } = record(await this.#json(`-/v1/search?${query}`))
      if (!Array.isArray(objects)) throw new RegistryError(`${this.#url} has no search that npm could use.`)
      const before = names.size
      for (const found of objects) {
        const { name } = record(record(found).package)
        if (typeof name === 'string') names.add(name)
      }
      const isLast = names.size === before || (typeof total === 'number' && (page + 1) * PAGE >= total)
      if (isLast) break
    }
    return [...names].sort()
  }

  /** The metadata of a package. @throws RegistryError */
  async document(name: string): Promise<Readonly<Record<string, unknown>>> {
    return record(await this.#json(name.replace('/', '%2f')))
  }

  /** The bytes of a tarball. @throws RegistryError */
  async tarball(url: string): Promise<Uint8Array> {
    if (!URL.canParse(url)) throw new RegistryError(`${JSON.stringify(url)} is not the address of a tarball.`)
    const response = await this.#fetch(new URL(url))
    return new Uint8Array(await response.arrayBuffer())
  }

  async #json(path: string): Promise<unknown> {
    const url = new URL(path, this.#url)
    const response = await this.#fetch(url)
    try {
      return await response.json()
    } catch (cause) {
      throw new RegistryError(`${url} does not answer with JSON: is this the address of a registry?`, {
        cause,
      })
    }
  }

  async #fetch(url: URL): Promise<Response> {
    let response: Response
    try {
      response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    } catch (cause) {
      const { code, message } = causeOf(cause)
      throw new RegistryError(`${url.origin} cannot be reached: ${code ?? message}.`, { cause })
    }
    if (!response.ok) throw new RegistryError(`${url} answers ${response.status} ${response.statusText}.`)
    return response
  }
}

/** The error of `fetch` only says that it failed; its cause says why. */
function causeOf(thrown: unknown): { readonly code?: unknown; readonly message?: unknown } {
  const inner = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  return record(inner instanceof Error ? { ...inner, message: inner.message } : { message: String(inner) })
}

/** The members of an object; empty for anything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}
