import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import { openIdentity } from '../../../main/identity/identity.ts'
import { Logs } from '../../../main/logs/logs.ts'
import type { HyobanNode } from '../../../main/node.ts'
import { decodeRating } from '../../../main/ratings/ingest/rating-block.ts'
import { appearWhole } from '../../helpers/appear-whole.ts'
import { context, detailOf, fetchFile, TestNetwork, when } from '../../helpers/nodes.ts'

const terms = { hours: 1, uses: 1, mayInvite: true, note: '' }

/** Shares one file with one community, and with nobody else at any time; resolves with its root. */
async function shareWith(node: HyobanNode, community: string, path: string, bytes: Uint8Array): Promise<string> {
  await mkdir(path, { recursive: true })
  const { id } = await node.handlers.library.share({ path }, context)
  await node.handlers.library.configure({ id, visibility: 'community', community, patterns: [] }, context)
  await appearWhole(join(path, 'secret.bin'), bytes)
  await when(node.handlers.library.folders(undefined, context), (all) =>
    all.some((one) => one.path === path && one.hashedFiles === 1 && one.state === 'ready'),
  )
  const { rows } = await node.handlers.library.files({ text: 'secret.bin', offset: 0, limit: 10 }, context)
  return rows[0]?.root as string
}

/** All blocks of the rating log of `rater` in the data directory of a node that is closed. */
async function blocksIn(dir: string, rater: string): Promise<Buffer[]> {
  const identity = await openIdentity(dir)
  const logs = await Logs.open({ dir: join(dir, identity.logs), keyPair: identity, clock: systemClock, log: () => {} })
  const blocks: Buffer[] = []
  for (let seq = 0; ; seq++) {
    const block = await logs.ratings.block(rater, seq)
    if (!block) break
    blocks.push(Buffer.from(block))
  }
  await logs.close()
  return blocks
}

test('an outsider who copies the log of a member finds neither the root nor the size of a private file', async () => {
  const network = await TestNetwork.build('lobby')
  onTestFinished(() => network.close())
  const [secret, open] = [randomBytes(3_000_001), randomBytes(3_000_003)]
  const [owner, member, outsider] = [
    await network.start('owner', { 'open.bin': open }),
    await network.start('member'),
    await network.start('outsider'),
  ]
  const { id } = await owner.handlers.communities.create({ name: 'Circle', policy: 'invitation' }, context)
  const { link } = await owner.handlers.communities.invite({ id, ...terms }, context)
  await member.handlers.communities.accept({ link }, context)
  await when(member.handlers.communities.list(undefined, context), (all) =>
    all.some((one) => one.id === id && one.state === 'member' && one.peers > 0),
  )
  const root = await shareWith(owner, id, join(network.dir, 'owner-closed'), secret)
  const wish = { root, name: 'secret.bin', size: secret.length, peer: owner.publicKey }
  const { id: line } = await member.handlers.transfers.download(wish, context)
  await when(member.handlers.transfers.list(undefined, context), (all) =>
    all.some((one) => one.id === line && one.rated !== null),
  )
  const { root: openRoot } = await fetchFile(member, owner, 'open.bin')
  const { ratings } = await detailOf(outsider, owner, (detail) => detail.ratings.length === 2)
  expect(ratings.map(({ receipt }) => receipt)).toEqual([true, true])

  // the two sides know what the receipt is about; the outsider does not
  const opened = async (node: HyobanNode): Promise<unknown> => {
    const { receipt } = await node.handlers.peers.receipt({ rater: member.publicKey, seq: 0 }, context)
    return { root: receipt?.root, name: receipt?.name, hidden: receipt?.hidden }
  }
  const named = { root, name: 'secret.bin', hidden: true }
  expect(await opened(member)).toEqual(named)
  // once it has read the member's log
  await vi.waitFor(async () => expect(await opened(owner)).toEqual(named), { timeout: 20_000 })
  expect(await opened(outsider)).toEqual({ root: null, name: null, hidden: true })

  await outsider.close()
  const blocks = await blocksIn(join(network.dir, 'outsider'), member.publicKey)
  expect(blocks).toHaveLength(2)
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(secret.length))
  for (const block of blocks) {
    // also in the comment or anywhere else
    expect(block.includes(Buffer.from(root, 'hex'))).toBe(false)
    expect(block.includes(size)).toBe(false)
    // neither does the public file: else what differs would be private
    expect(block.includes(Buffer.from(openRoot, 'hex'))).toBe(false)
    expect(decodeRating(block)).toMatchObject({ subject: owner.publicKey, reason: 'served', score: 1 })
  }
}, 60_000)
