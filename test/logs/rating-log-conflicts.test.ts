import crypto from 'hypercore-crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyEquivocationProof } from '../../main/logs/equivocation.ts'
import { meet } from '../helpers/overlay.ts'
import { makeLogPeer, makeTrickster } from '../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import { collect, numbers, append } from './rating-blocks.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

describe('an equivocating log', () => {
  it('is noticed when two nodes write under one identity', async () => {
    const keyPair = crypto.keyPair()
    const one = await makeLogPeer(net.bootstrap, { name: 'One', community: 'Twins', keyPair })
    const reader = await makeLogPeer(net.bootstrap, { name: 'Reader', community: 'Twins' })
    await append(one, ['good', 'good'])
    const got = collect(reader, one.hex, 0, 2)
    await meet(one.overlay, reader.overlay)
    await got
    await one.overlay.destroy()
    await one.logs.close()
    const two = await makeLogPeer(net.bootstrap, { name: 'Two', community: 'Twins', keyPair })
    await append(two, ['bad', 'bad', 'bad', 'bad'])
    const conflict = reader.logs.ratings.once('conflict')
    await meet(two.overlay, reader.overlay)
    expect(await conflict).toMatchObject({ log: one.hex, own: false })
  })

  it.each([
    [2, 4],
    [4, 2],
    [1, 9],
    [9, 6],
  ])(
    'with %i blocks here and %i there yields a proof that anyone can verify',
    async (here, there) => {
      const community = `Proof ${here} ${there}`
      const keyPair = crypto.keyPair()
      const reader = await makeLogPeer(net.bootstrap, { name: 'Reader', community })
      const one = await makeTrickster(net.bootstrap, community, keyPair)
      await one.core.append(numbers(0, here).map((text) => Buffer.from(text)))
      const got = collect(reader, one.hex, 0, here)
      await meet(one.overlay, reader.overlay)
      await got
      await one.overlay.destroy()
      const two = await makeTrickster(net.bootstrap, community, keyPair)
      for (let n = 0; n < there; n++) await two.core.append(Buffer.from(`other ${n}`))
      const conflict = reader.logs.ratings.once('conflict')
      await meet(two.overlay, reader.overlay)
      const { split, log, own } = await conflict
      expect({ log, own }).toEqual({ log: one.hex, own: false })
      expect(split && [split.one.length, split.other.length]).toEqual([Math.min(here, there), Math.max(here, there)])
      expect(split && verifyEquivocationProof(split)).toBe(true)
    },
    30_000,
  )
})
