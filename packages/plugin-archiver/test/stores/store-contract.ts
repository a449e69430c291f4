import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ArchiveStore, Search, StoredMessage } from '../../src/archive.js'
import { peer, seen } from './sightings.js'

/**
 * What every store must do.
 * @param open gives stores of one archive, which is empty when a test begins
 */
export function testStore(name: string, prepare: () => Promise<() => ArchiveStore>): void {
  describe(name, () => {
    let store: ArchiveStore
    let another: () => ArchiveStore
    const opened: ArchiveStore[] = []

    beforeEach(async () => {
      const make = await prepare()
      another = () => {
        const made = make()
        opened.push(made)
        return made
      }
      store = another()
    })
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close()
    })

    const all = () => store.scan(0, 10_000)
    const texts = (messages: readonly StoredMessage[]) => messages.map(({ json }) => JSON.parse(json))
    const found = async (search: Search) => texts(await store.page(search, 100))

    describe('record', () => {
      it('stores each distinct message once, and counts its sightings', async () => {
        await store.record(
          [seen({ class: 'chat', text: 'hi' }, 10, 'a'), seen({ text: 'hi', class: 'chat' }, 30, 'b')],
          'add',
        )
        await store.record([seen({ class: 'chat', text: 'hi' }, 20, 'a')], 'add')
        const [message, ...others] = await all()
        expect(others).toEqual([])
        expect(message).toEqual({
          position: expect.any(Number),
          // sha256sum of {"class":"chat","text":"hi"}
          hash: '119a3faabc4719754ede6b74dcc7a68598fa843791ac13f31f41e3ff5afc4a99',
          json: '{"class":"chat","text":"hi"}',
          class: 'chat',
          bytes: 28,
          firstSeen: 10,
          lastSeen: 30,
          timesSeen: 3,
          signature: 'unknown',
          peers: [
            { ...peer('a'), firstSeen: 10, lastSeen: 20, timesSeen: 2 },
            { ...peer('b'), firstSeen: 30, lastSeen: 30, timesSeen: 1 },
          ],
        })
      })

      it('does not count known sightings again with `max`', async () => {
        const sightings = [seen('x', 10, 'a'), seen('y', 20, 'a', 'b')]
        await store.record(sightings, 'max')
        const before = await all()
        await store.record(sightings, 'max')
        expect(await all()).toEqual(before)
        await store.record([{ ...seen('x', 5, 'a'), timesSeen: 7 }], 'max')
        expect(await store.get(before[0]?.hash ?? '')).toMatchObject({
          firstSeen: 5,
          lastSeen: 10,
          timesSeen: 7,
        })
      })

      it('stores the most recent signature state', async () => {
        const states = async () => (await all()).map(({ signature }) => signature)
        await store.record([{ ...seen('x', 1), signature: 'unsigned' }, seen('y', 1)], 'add')
        expect(await states()).toEqual(['unsigned', 'unknown'])
        await store.record([seen('x', 2), { ...seen('y', 2), signature: 'invalid' }], 'add')
        expect(await states()).toEqual(['unsigned', 'invalid'])
        await store.record([{ ...seen('y', 3), signature: 'valid' }, seen('y', 4)], 'max')
        expect(await states()).toEqual(['unsigned', 'valid'])
      })

      it('stores a batch of new and known messages', async () => {
        const some = Array.from({ length: 1_234 }, (_, n) => seen({ n, text: `word${n}` }, n, `p${n % 7}`))
        await store.record(some.slice(500, 700), 'add')
        await store.record(some, 'add')
        const kept = await all()
        expect(kept.map(({ timesSeen }) => timesSeen).sort()).toEqual([
          ...Array(1_034).fill(1),
          ...Array(200).fill(2),
        ])
        expect(new Set(kept.map(({ json }) => json))).toEqual(new Set(some.map(({ json }) => json)))
        for (const { json, peers } of kept) expect(peers[0]?.hostname).toBe(`p${JSON.parse(json).n % 7}`)
        expect(await found({ text: 'word1233' })).toEqual([{ n: 1_233, text: 'word1233' }])
        expect(await found({ text: 'word600' })).toEqual([{ n: 600, text: 'word600' }])
        expect(await store.check()).toEqual([])
      })

      it('is atomic', async () => {
        const broken = { ...seen('z', 1), json: '{"not":' }
        await expect(store.record([seen('x', 1), broken, seen('y', 1)], 'add')).rejects.toMatchObject({
          kind: 'sighting',
        })
        expect(await all()).toEqual([])
      })

      it('stores messages of any shape unchanged', async () => {
        const messages = [
          0,
          -1.5,
          1e308,
          true,
          ' ',
          [],
          {},
          'ünïcödé 😀 \u0000 \ud800',
          { class: 7 },
          { class: 'nul \u0000' },
          { class: '\ud800' },
          { class: 'long'.repeat(1_000) },
          'x'.repeat(1_000_000),
          "it's; DROP TABLE messages; --",
          JSON.parse(`${'['.repeat(1_000)}"deep"${']'.repeat(1_000)}`),
        ]
        await store.record(
          messages.map((message) => seen(message, 1)),
          'add',
        )
        const kept = (await all()).map(({ json }) => json)
        expect(kept.sort()).toEqual(messages.map((message) => JSON.stringify(message)).sort())
        expect(await found({ text: 'deep' })).toHaveLength(1)
      })

      it('stores messages without words', async () => {
        await store.record([seen({}, 10)], 'add')
        await store.record([seen([], 20), seen({ text: 'hi' }, 30), seen('…', 40)], 'add')
        expect(texts(await all())).toEqual([{}, [], { text: 'hi' }, '…'])
        expect(await found({ text: 'hi' })).toEqual([{ text: 'hi' }])
      })

      it('preserves control characters, quotes and separators', async () => {
        const messages = [
          '\u001e',
          { class: 'a\u001eb', text: '{"x",\\}\u0000' },
          ['\u001f', '"', '\\', ',', '{}', 'NULL'],
        ]
        await store.record(
          messages.map((message, index) => seen(message, index)),
          'add',
        )
        expect(texts(await all())).toEqual(messages)
      })

      it('merges concurrent writes', async () => {
        const [one, two] = [another(), another()]
        const messages = Array.from({ length: 100 }, (_, index) => index)
        const rounds = [one, two].flatMap((each, index) =>
          Array.from({ length: 10 }, () =>
            each.record(
              messages.map((message) => seen(message, index + 1, index === 0 ? 'a' : 'b')),
              'add',
            ),
          ),
        )
        await Promise.all(rounds)
        const kept = await all()
        expect(kept).toHaveLength(100)
        for (const { timesSeen, firstSeen, lastSeen, peers } of kept) {
          expect([timesSeen, firstSeen, lastSeen]).toEqual([20, 1, 2])
          expect(peers.map((each) => each.timesSeen)).toEqual([10, 10])
        }
      })
    })

    describe('page', () => {
      beforeEach(() =>
        store.record(
          [
            seen({ class: 'chat', text: 'Good morning, Ankh-Morpork' }, 10, 'a'),
            seen({ class: 'chat', text: 'Café crème' }, 20, 'b'),
            seen({ class: 'note', text: 'good', nested: { list: ['evening', 42] } }, 30, 'a', 'b'),
            seen('GNU Terry Pratchett', 40),
            seen('你好世界，重跑gen-itgc后50条', 50),
          ],
          'add',
        ),
      )

      it.each<[Search, number[]]>([
        [{}, [50, 40, 30, 20, 10]],
        [{ class: 'chat' }, [20, 10]],
        [{ class: 'chat', from: 20 }, [20]],
        [{ from: 20, to: 40 }, [30, 20]],
        [{ to: 10 }, []],
        [{ peer: 'a:8080' }, [30, 10]],
        [{ peer: peer('b').identifier }, [30, 20]],
        [{ peer: 'nobody:1' }, []],
        [{ peer: 'a:8080', class: 'note' }, [30]],
        [{ text: 'good' }, [30, 10]],
        [{ text: 'GOOD morning' }, [10]],
        [{ text: 'morpork' }, [10]],
        [{ text: 'cafe CRÈME' }, [20]],
        [{ text: 'pratch*' }, [40]],
        [{ text: 'pratch' }, []],
        [{ text: '42' }, [30]],
        [{ text: 'class' }, []],
        [{ text: '世界' }, [50]],
        [{ text: '世界*' }, [50]],
        [{ text: '世人' }, []],
        [{ text: 'gen' }, [50]],
        [{ text: 'good', class: 'chat' }, [10]],
        [{ text: 'good', peer: 'b:8080' }, [30]],
        [{ text: 'good', from: 20 }, [30]],
        [{ text: '"; OR 1=1 --' }, []],
        [{ text: '' }, []],
      ])('finds %j', async (search, times) => {
        expect((await store.page(search, 100)).map(({ firstSeen }) => firstSeen)).toEqual(times)
      })
    })

    it('pages without gaps or duplicates while messages are added and removed', async () => {
      const sightings = Array.from({ length: 95 }, (_, n) =>
        seen(
          { class: n % 2 ? 'odd' : 'even', text: `word${n % 3}`, n },
          Math.floor(n / 10),
          n % 5 ? 'a' : 'b',
        ),
      )
      await store.record(sightings, 'add')
      for (const search of [
        {},
        { class: 'odd' },
        { text: 'word1' },
        { peer: 'a:8080' },
        { text: 'word*', class: 'even' },
      ]) {
        const whole = await store.page(search, 1_000)
        const paged: StoredMessage[] = []
        for (;;) {
          const page: StoredMessage[] = await store.page(search, 7, paged.at(-1))
          if (page.length === 0) break
          paged.push(...page)
          await store.record(
            [seen({ class: 'odd', text: 'word1', late: JSON.stringify(search) + paged.length }, 1_000, 'a')],
            'add',
          )
        }
        expect(paged, JSON.stringify(search)).toEqual(whole)
      }
    })

    it('scans in the order in which messages were first recorded', async () => {
      await store.record([seen('x', 30)], 'add')
      await store.record([seen('y', 10)], 'add')
      await store.record([seen('x', 40), seen('z', 20)], 'add')
      const [first, second, third] = await all()
      expect(texts([first, second, third].flatMap((each) => each ?? []))).toEqual(['x', 'y', 'z'])
      expect(texts(await store.scan(first?.position ?? 0, 1))).toEqual(['y'])
      expect(await store.scan(third?.position ?? 0, 1)).toEqual([])
    })

    it('returns statistics', async () => {
      expect(await store.stats()).toMatchObject({
        messages: 0,
        bytes: 0,
        peers: 0,
        firstSeen: undefined,
        lastSeen: undefined,
        classes: {},
      })
      await store.record(
        [
          seen({ class: 'chat' }, 10, 'a'),
          seen({ class: 'note' }, 20, 'b'),
          seen({ class: 'note', n: 1 }, 30),
          seen('x', 5),
        ],
        'add',
      )
      const stats = await store.stats()
      expect(stats).toMatchObject({
        messages: 4,
        peers: 2,
        firstSeen: 5,
        lastSeen: 30,
        classes: { chat: 1, note: 2, '': 1 },
      })
      expect(Object.keys(stats.classes)[0]).toBe('note')
      expect(stats.bytes).toBe('{"class":"chat"}'.length * 2 + '{"class":"note","n":1}'.length + 3)
      expect(stats.storeBytes).toBeGreaterThan(stats.bytes)
      expect(await store.totals()).toEqual({ messages: 4, bytes: stats.bytes })
    })

    it('finds the least recently seen, and removes them with their sightings', async () => {
      await store.record([seen('x', 20, 'a'), seen('y', 10, 'a'), seen('z', 30, 'a')], 'add')
      await store.record([seen('y', 40, 'a')], 'add')
      const [oldest] = await store.oldest(1)
      const next = await store.oldest(5, oldest)
      expect([oldest, ...next].map((each) => each?.lastSeen)).toEqual([20, 30, 40])
      expect(oldest?.bytes).toBe(3)
      await store.remove([oldest?.position ?? 0])
      expect(texts(await all())).toEqual(['y', 'z'])
      expect(await found({ text: 'x' })).toEqual([])
      expect(await found({ peer: 'a:8080' })).toEqual(['z', 'y'])
      await store.record([seen('x', 50)], 'add')
      expect(await found({ text: 'x' })).toEqual(['x'])
      expect((await found({ peer: 'a:8080' })).length).toBe(2)
      expect(await store.check()).toEqual([])
    })

    describe('put back', () => {
      it('finds quiet messages, oldest first', async () => {
        await store.record([seen('x', 20), seen('y', 10), seen('z', 30)], 'add')
        expect((await store.quiet(30, 10)).map(({ json }) => json)).toEqual(['"y"', '"x"'])
        expect(await store.quiet(100, 1)).toMatchObject([{ json: '"y"', quietSince: 10, putBacks: 0 }])
      })

      it('grants each claim once', async () => {
        await store.record([seen('x', 10), seen('y', 10)], 'add')
        const quiet = await store.quiet(100, 10)
        const claimed = await Promise.all(
          [store, another(), another()].map((each) => each.claim(quiet, 100, 5)),
        )
        expect(claimed.flat().sort()).toEqual(quiet.map(({ position }) => position).sort())
        expect(await store.quiet(100, 10)).toEqual([])
        expect(await store.quiet(101, 10)).toMatchObject([{ putBacks: 1, quietSince: 100 }, { putBacks: 1 }])
      })

      it('excludes messages after `copies` put-backs until they are seen again', async () => {
        await store.record([seen('x', 10)], 'add')
        for (const now of [100, 200]) await store.claim(await store.quiet(now, 10), now, 2)
        expect(await store.quiet(1_000, 10)).toEqual([])
        await store.record([seen('x', 300)], 'add')
        expect(await store.quiet(1_000, 10)).toMatchObject([{ putBacks: 0, quietSince: 300 }])
      })

      it('does not claim a message that was seen in between', async () => {
        await store.record([seen('x', 10)], 'add')
        const quiet = await store.quiet(100, 10)
        await store.record([seen('x', 99)], 'add')
        expect(await store.claim(quiet, 100, 5)).toEqual([])
      })
    })

    it('works after it was compacted or closed', async () => {
      await store.record([seen('x', 1), seen('y', 2)], 'add')
      await store.compact()
      await store.close()
      expect(await found({})).toEqual(['y', 'x'])
      expect(await store.check()).toEqual([])
    })

    it('is unchanged when it is reopened', async () => {
      await store.record([seen({ class: 'chat', text: 'hello' }, 1, 'a')], 'add')
      const before = await all()
      await store.close()
      expect(await another().scan(0, 10)).toEqual(before)
    })
  })
}
