import { describe, expect, it } from 'vitest'
import { OptionsError } from '../../src/settings/options-error.js'
import { createLoopback, createNetwork, Network } from '../../src/testing/index.js'

/** The issues of options, which a program without types may pass. */
function issuesOf(options: object): readonly string[] {
  try {
    new Network(options)
  } catch (thrown) {
    if (!(thrown instanceof OptionsError)) throw thrown
    return thrown.message
      .split('\n')
      .filter((line) => line.startsWith('  - '))
      .map((line) => line.slice('  - '.length))
  }
  return []
}

describe('the options of a simulated network', () => {
  it.each([
    [
      { latency: Number.NaN },
      'latency: expected milliseconds from 0, two of them as [min, max], or a function that returns them, received NaN',
    ],
    [{ latency: 'fast' }, /^latency: .* received "fast"$/],
    [{ latency: -5 }, /^latency: .* received -5$/],
    [{ latency: Number.POSITIVE_INFINITY }, /^latency: .* received Infinity$/],
    [{ latency: [1, Number.NaN] }, /^latency: .* received \[1, NaN\]$/],
    [{ latency: [1, 2, 3] }, /^latency: .* received an array of 3 items$/],
    [{ latency: [80, 5] }, 'latency: expected [min, max], received [80, 5]. Write [5, 80].'],
    [{ loss: 2 }, /^loss: expected a number from 0 to 1, .* received 2$/],
    [{ loss: Number.NaN }, /^loss: .* received NaN$/],
    [
      { loss: { request: 0.5 } },
      'loss.request: unknown option, expected one of requests, answers. Did you mean "requests"?',
    ],
    [{ loss: { answers: 1.5 } }, 'loss.answers: expected a number from 0 to 1, received 1.5'],
    [{ nodes: -3 }, 'nodes: expected a number >= 0, received -3'],
    [{ nodes: 2.5 }, 'nodes: expected an integer or an array, received 2.5'],
    [{ nodes: Number.NaN }, /^nodes: /],
    [{ nodes: ['a', 'no name'] }, 'nodes[1]: expected a valid host name, received "no name"'],
    [{ nodes: ['a', 'A'] }, 'nodes[1]: "A" is the name of another node, too'],
    [{ topologie: 'ring' }, /^topologie: unknown option, .* Did you mean "topology"\?$/],
    [
      { sendrate: 5 },
      /^sendrate: unknown option, .* Write it as an option of the nodes: options: \{ sendrate: … \}\.$/,
    ],
    [
      { topology: 'rings' },
      'topology: expected one of full, ring, line, star, none, a function, or a list of pairs, received "rings". Did you mean "ring"?',
    ],
    [
      { nodes: 2, topology: [[0, 2]] },
      'topology[0][1]: expected the name or index of a node of the network, received 2',
    ],
    [
      { nodes: ['a', 'b'], topology: [['a', 'b'], ['a']] },
      'topology[1]: expected a pair of nodes, received an array of 1 item',
    ],
    [{ plugins: 'logger' }, 'plugins: expected an array or a function, received "logger"'],
    [{ options: 5 }, 'options: expected an object or a function, received 5'],
    [
      { options: { port: 80 } },
      'options.port: cannot be set for the nodes of a network, which sets it itself',
    ],
    [{ history: 'off' }, 'history: expected true or false or an object, received "off"'],
    [{ history: { bytes: 0 } }, 'history.bytes: expected a number > 0, received 0'],
    [{ legacy: 'a' }, 'legacy: expected an array, received "a"'],
    [{ patient: 1, seed: {} }, /^seed: /],
  ] as const)('%o are not valid', (options, expected) => {
    const [issue = ''] = issuesOf(options)
    expect(issue).toMatch(expected)
  })

  it('are reported with all issues at once', () => {
    expect(issuesOf({ nodes: -3, latency: 'fast', loss: 2, topologie: 'ring' })).toHaveLength(4)
    expect(() => new Network({ latency: -1 })).toThrow(/^The options of the network are invalid:/)
  })

  it('are valid if they are left out, undefined, functions, or at their bounds', () => {
    expect(issuesOf({})).toEqual([])
    expect(issuesOf({ nodes: undefined, loss: undefined, history: undefined })).toEqual([])
    expect(issuesOf({ latency: () => 1, loss: () => 0, topology: () => [], options: () => ({}) })).toEqual([])
    expect(issuesOf({ nodes: 0, latency: 0, loss: 1 })).toEqual([])
    expect(issuesOf({ latency: [5, 5], loss: { requests: 1, answers: 0 }, history: false })).toEqual([])
  })

  it('list only the first issues of a long list', () => {
    const topology = Array.from({ length: 5_000 }, () => [7, 8])
    expect(issuesOf({ nodes: 2, topology })).toHaveLength(20)
    expect(issuesOf({ nodes: Array.from({ length: 5_000 }, () => 'a') })).toHaveLength(20)
  })
})

describe('latency and loss of a running network', () => {
  it('are checked when they change', async () => {
    await using network = await createNetwork({ nodes: 2 })
    const { conditions } = network.memoryNetwork
    expect(() => {
      conditions.latency = -1
    }).toThrow(OptionsError)
    expect(() => {
      conditions.loss = 2
    }).toThrow(OptionsError)
    expect([conditions.latency, conditions.loss]).toEqual([10, 0])
  })

  it.each([
    [{ latency: () => Number.NaN }, /latency: expected a function that returns milliseconds from 0, .* NaN/],
    [{ loss: () => 7 }, /loss: expected a function that returns a number from 0 to 1, .* 7/],
  ] as const)('end the run if a function of %o returns something else', async (options, expected) => {
    const network = await createNetwork({ nodes: 2, ...options })
    network.node(0).enqueue('x')
    await expect(network.advance('1s')).rejects.toThrow(expected)
  })

  it('depend on the bytes of a body, and on seeded randomness', async () => {
    const run = async (seed: number) => {
      const hops: string[] = []
      await using network = await createNetwork({
        nodes: 2,
        seed,
        latency: ({ carries, bytes }, random) => {
          const delay = 1 + bytes + Math.floor(random.fraction() * 1_000)
          hops.push(`${carries} ${bytes} ${delay}`)
          return delay
        },
      })
      network.node(0).enqueue('€'.repeat(100))
      await network.advance('5s')
      return hops
    }
    const hops = await run(1)
    const bytes = hops.filter((hop) => hop.startsWith('request')).map((hop) => Number(hop.split(' ')[1]))
    // 100 characters of three bytes, and their envelope.
    expect(bytes.filter((size) => size > 300 && size < 600).length).toBeGreaterThan(0)
    expect(hops.some((hop) => hop.startsWith('answer'))).toBe(true)
    expect(await run(1)).toEqual(hops)
    expect(await run(2)).not.toEqual(hops)
  })
})

it('a network on loopback rejects an unknown topology before a node listens', async () => {
  const topology = JSON.parse('"stars"')
  await expect(createLoopback({ nodes: { a: {} }, topology })).rejects.toThrow(/Did you mean "star"\?/)
})
