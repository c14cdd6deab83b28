import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Transfer } from '../../../main/contract/transfers.ts'
import type { HyobanNode } from '../../../main/node.ts'
import { appearWhole } from '../../helpers/appear-whole.ts'
import { context, fetchFile, TestNetwork, when } from '../../helpers/nodes.ts'

const LIMITS = { down: 0, up: 0, peerDown: 0, peerUp: 0 }
const terms = { hours: 1, uses: 1, mayInvite: true, note: '' }
const done = ({ state }: Transfer): boolean => state === 'done'

/** The root of a file that a node shares. */
async function rootOf(node: HyobanNode, text: string): Promise<string> {
  const { rows } = await node.handlers.library.files({ text, offset: 0, limit: 10 }, context)
  return rows[0]?.root as string
}

/** Fetches a root from one peer; resolves once `wanted` holds. */
async function fetchRoot(
  node: HyobanNode,
  from: HyobanNode,
  { root, name, size }: { root: string; name: string; size: number },
  wanted: (line: Transfer) => boolean,
): Promise<Transfer> {
  const { id } = await node.handlers.transfers.download({ root, name, size, peer: from.publicKey }, context)
  const lines = await when(node.handlers.transfers.list(undefined, context), (all) =>
    all.some((line) => line.id === id && wanted(line)),
  )
  return lines.find((line) => line.id === id) as Transfer
}

/** How a direct request for a root ends, when `from` is online. */
async function asked(node: HyobanNode, from: HyobanNode, root: string, size: number): Promise<Transfer> {
  const ended = ({ state }: Transfer): boolean => state === 'failed' || state === 'done'
  const line = await fetchRoot(node, from, { root, name: 'x.bin', size }, ended)
  await node.handlers.transfers.remove({ id: line.id, withFile: true }, context)
  return line
}

/** Admits a guest to an invitation community; both see each other there. */
async function admit(guest: HyobanNode, founder: HyobanNode, id: string): Promise<void> {
  const { link } = await founder.handlers.communities.invite({ id, ...terms }, context)
  await guest.handlers.communities.accept({ link }, context)
  const joined = (all: { id: string; state: string; peers: number }[]): boolean =>
    all.some((one) => one.id === id && one.state === 'member' && one.peers > 0)
  await when(guest.handlers.communities.list(undefined, context), joined)
  await when(founder.handlers.communities.list(undefined, context), joined)
}

/** Resolves when all files of a shared folder are hashed and, as far as that is for everybody, published. */
async function ready(node: HyobanNode, path: string, files: number): Promise<void> {
  await when(node.handlers.library.folders(undefined, context), (all) =>
    all.some((one) => one.path === path && one.hashedFiles === files && one.state === 'ready'),
  )
}

/** Shares files with one community, and with nobody else at any time. */
async function shareWith(
  node: HyobanNode,
  community: string,
  path: string,
  files: Record<string, Uint8Array>,
): Promise<void> {
  await mkdir(path, { recursive: true })
  const { id } = await node.handlers.library.share({ path }, context)
  await node.handlers.library.configure({ id, visibility: 'community', community, patterns: [] }, context)
  for (const [name, bytes] of Object.entries(files)) await appearWhole(join(path, name), bytes)
  await ready(node, path, Object.keys(files).length)
}

async function shareWithAll(node: HyobanNode, path: string, files: number): Promise<void> {
  await node.handlers.library.share({ path }, context)
  await ready(node, path, files)
}

test('what came by an invitation is refused to outsiders like an unknown content, in every state', async () => {
  const network = await TestNetwork.build('lobby')
  onTestFinished(() => network.close())
  const limited = { transferLimits: { ...LIMITS, up: 1_000_000 } }
  const [owner, member, outsider] = [
    await network.start('owner', { 'open.bin': randomBytes(3000) }),
    await network.start('member'),
    await network.start('outsider'),
  ]
  const { id } = await owner.handlers.communities.create({ name: 'Circle', policy: 'invitation' }, context)
  await admit(member, owner, id)
  const bytes = randomBytes(6 << 20)
  await shareWith(owner, id, join(network.dir, 'owner-closed'), { 'secret.bin': bytes })
  const unknown = await asked(outsider, member, 'ab'.repeat(32), bytes.length)
  expect(unknown).toMatchObject({ state: 'failed', problem: { code: 'NOT_FOUND' } })

  // while it is incomplete
  await owner.handlers.node.configure(limited, context)
  const [root, size] = [await rootOf(owner, 'secret.bin'), bytes.length]
  const secret = { root, name: 'secret.bin', size }
  const half = await fetchRoot(member, owner, secret, ({ moved }) => moved >= 1 << 20)
  const refused = { state: 'failed', moved: 0, problem: unknown.problem }
  expect(await asked(outsider, member, root, size)).toMatchObject(refused)
  await owner.handlers.node.configure({ transferLimits: LIMITS }, context)
  await when(member.handlers.transfers.list(undefined, context), (all) =>
    all.some((line) => line.id === half.id && done(line)),
  )
  expect(await asked(outsider, member, root, size)).toMatchObject(refused)

  // shared again, with everybody, beside what came from a public folder
  await fetchFile(member, owner, 'open.bin', done)
  const downloads = join(network.dir, 'member-downloads')
  await shareWithAll(member, downloads, 2)
  expect(await asked(outsider, member, root, size)).toMatchObject(refused)
  await fetchFile(outsider, member, 'open.bin', done)
  const found = await when(outsider.handlers.search.run({ text: 'bin', kinds: [], limit: 50 }, context), ({ hits }) =>
    hits.some(({ sources }) => sources.some(({ publicKey }) => publicKey === member.publicKey)),
  )
  expect(found.hits.map(({ name }) => name)).not.toContain('secret.bin')
  await expect(member.handlers.transfers.magnet({ root }, context)).rejects.toMatchObject({
    details: { problem: 'privateContent' },
  })
  await expect(member.handlers.transfers.exportTorrent({ transferId: half.id }, context)).rejects.toMatchObject({
    details: { problem: 'privateContent' },
  })

  // after a restart, and with its line gone from the list
  await member.handlers.transfers.remove({ id: half.id, withFile: false }, context)
  await member.close()
  const again = await network.start('member')
  await ready(again, downloads, 2)
  expect(await asked(outsider, again, root, size)).toMatchObject(refused)

  // a member gets it from the member
  await owner.close()
  const third = await network.start('third')
  await admit(third, again, id)
  expect(await fetchRoot(third, again, secret, done)).toMatchObject({ moved: size })
}, 180_000)

test('files of a folder fetched as a whole stay in the community; what was here before stays public', async () => {
  const network = await TestNetwork.build('lobby')
  onTestFinished(() => network.close())
  const known = randomBytes(5000)
  const [owner, member, outsider] = [
    await network.start('owner'),
    await network.start('member', { 'known.bin': known }),
    await network.start('outsider'),
  ]
  const { id } = await owner.handlers.communities.create({ name: 'Circle', policy: 'invitation' }, context)
  await admit(member, owner, id)
  await shareWith(owner, id, join(network.dir, 'owner-closed'), { 'one.bin': randomBytes(4000), 'two.bin': known })
  const peer = owner.publicKey
  const files = [
    { root: await rootOf(owner, 'one.bin'), size: 4000, peer, path: 'deep/one.bin' },
    { root: await rootOf(owner, 'two.bin'), size: 5000, peer, path: 'deep/two.bin' },
  ]
  const { ids } = await member.handlers.transfers.downloadFolder({ name: 'set', files }, context)
  const lines = await when(member.handlers.transfers.list(undefined, context), (all) =>
    ids.every((one) => all.some((line) => line.id === one && done(line))),
  )
  await shareWithAll(member, join(network.dir, 'member-downloads'), 2)
  for (const line of lines) {
    const { state } = await asked(outsider, member, line.root, line.size)
    expect([line.size, state]).toEqual([line.size, line.size === 5000 ? 'done' : 'failed'])
  }
}, 120_000)
