import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'
import { ask, COMMUNITY_ID, hitOf, connectQueryNodes } from './query-nodes.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

const line = (size: number): [number, number][] => Array.from({ length: size - 1 }, (_, i) => [i, i + 1])

describe('a flood along a line of five', () => {
  it('reaches as many hops as its TTL allows, and no further', async () => {
    const [a, b, c, d, e] = await connectQueryNodes(net.bootstrap, 5, line(5))
    b!.shares.push('whale one')
    c!.shares.push('whale two')
    d!.shares.push('whale three')
    e!.shares.push('whale four')
    const names = async (ttl: number): Promise<string[]> =>
      (await ask(a!, 'whale', { ttl })).hits.map(({ name }) => name)
    expect(await names(0)).toEqual(['whale one'])
    expect((await names(1)).sort()).toEqual(['whale one', 'whale two'])
    const far = await ask(a!, 'whale', { ttl: 2 })
    expect(far.hits.map(({ name }) => name).sort()).toEqual(['whale one', 'whale three', 'whale two'])
    expect(far).toMatchObject({ peers: 3, answered: 3 })
    expect(e!.asked).toEqual([])
    // the holder is named, the asker never: three hops away only the neighbour is known
    expect(far.hits.find(({ name }) => name === 'whale three')?.holder).toBe(d!.key)
    expect(b!.flood.active + c!.flood.active + d!.flood.active + a!.flood.active).toBe(0)
  })

  it('ends at once if no peer has a hit, and says how many were asked', async () => {
    const [a] = await connectQueryNodes(net.bootstrap, 4, line(4))
    expect(await ask(a!, 'nothing')).toEqual({ hits: [], peers: 3, answered: 0 })
  })

  it('stops at every peer when the originator cancels', async () => {
    const [a, b, c, d] = await connectQueryNodes(net.bootstrap, 4, line(4))
    let release = (): void => {}
    const reached = new Promise<void>((resolve) => {
      // the last one answers when the test lets it
      Object.defineProperty(d!.held, 'until', {
        configurable: true,
        get: () => {
          resolve()
          return new Promise<void>((done) => (release = done))
        },
      })
    })
    const cancel = a!.flood.ask({
      text: 'slow',
      community: COMMUNITY_ID,
      ttl: 2,
      maxHits: 5,
      onHits: () => {},
      onProgress: () => {},
      onEnd: () => expect.unreachable(),
    })
    await reached
    expect([a!, b!, c!, d!].map(({ flood }) => flood.active)).toEqual([1, 1, 1, 1])
    cancel()
    // the next query follows the cancel along the same path
    Object.defineProperty(d!.held, 'until', { value: Promise.resolve() })
    expect((await ask(a!, 'next')).peers).toBe(3)
    expect([a!, b!, c!, d!].map(({ flood }) => flood.active)).toEqual([0, 0, 0, 0])
    release()
  })
})

describe('a flood in a ring', () => {
  it('gets one answer from each peer, however many paths lead to it', async () => {
    const people = await connectQueryNodes(net.bootstrap, 5, [...line(5), [4, 0]])
    for (const [i, { shares }] of people.entries()) shares.push(`fish ${i}`)
    const { hits, peers, answered } = await ask(people[0]!, 'fish')
    expect(hits.map(({ name }) => name).sort()).toEqual(['fish 1', 'fish 2', 'fish 3', 'fish 4'])
    expect({ peers, answered }).toEqual({ peers: 4, answered: 4 })
    expect(people.map(({ asked }) => asked.length)).toEqual([0, 1, 1, 1, 1])
  })

  it('lists a content once per holder, and stops at the number of hits wanted', async () => {
    const people = await connectQueryNodes(net.bootstrap, 4, [...line(4), [3, 0]])
    for (const { shares } of people) shares.push('same song', ...Array.from({ length: 40 }, (_, i) => `song ${i}`))
    const { hits } = await ask(people[0]!, 'song', { maxHits: 30 })
    expect(hits.length).toBe(30)
    expect(new Set(hits.map(({ root, holder }) => root + holder)).size).toBe(30)
  })
})

describe('an excluded peer', () => {
  it('is not asked, is not answered, and its hits are not forwarded', async () => {
    const [a, b, c] = await connectQueryNodes(net.bootstrap, 3, line(3))
    c!.shares.push('secret plan')
    b!.excluded.add(c!.key)
    expect(await ask(a!, 'secret')).toEqual({ hits: [], peers: 1, answered: 0 })
    expect(c!.asked).toEqual([])
    expect(await ask(c!, 'plan')).toEqual({ hits: [], peers: 0, answered: 0 })
    expect(b!.asked).toEqual(['secret'])
  })

  it('is not named in answers of a peer that excludes it', async () => {
    const [a, b] = await connectQueryNodes(net.bootstrap, 2, line(2))
    const [eve, fay] = ['ee'.repeat(32), 'ff'.repeat(32)]
    b!.knows.push(['whale by eve', eve], ['whale by fay', fay])
    b!.excluded.add(eve)
    expect((await ask(a!, 'whale')).hits).toEqual([hitOf('whale by fay', fay)])
  })

  it('hides the holders that the asker excludes', async () => {
    const [a, b, c] = await connectQueryNodes(net.bootstrap, 3, line(3))
    b!.shares.push('book by b')
    c!.shares.push('book by c')
    a!.excluded.add(c!.key)
    expect((await ask(a!, 'book')).hits).toEqual([hitOf('book by b', b!.key)])
  })
})
