import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import { composeNode } from '../../main/composition/compose-node.ts'
import type { HyobanNode, NodeOptions } from '../../main/node.ts'
import { detailOf, fetchFile, sees, TestNetwork } from '../helpers/nodes.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

const context = { signal: new AbortController().signal }

/** The first value of a stream for which `done` holds. */
async function when<T>(stream: AsyncGenerator<T, void, void>, done: (value: T) => boolean): Promise<T> {
  for await (const value of stream) if (done(value)) return value
  throw new Error('the stream ended')
}

async function home(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-communities-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  return dir
}

/** A whole node on loopback that ends with the test. */
async function start(name: string, options: Partial<NodeOptions> & { dataDir?: string } = {}): Promise<HyobanNode> {
  const dir = options.dataDir ?? (await home())
  const node = await composeNode({
    clock: systemClock,
    random: seededRandom(1),
    shell: 'none',
    bootstrap: net.bootstrap,
    host: '127.0.0.1',
    log: () => {},
    ...options,
    dataDir: dir,
    setup: { name, downloadFolder: join(dir, 'Downloads'), ...options.setup },
  })
  onTestFinished(() => node.close())
  return node
}

const list = (node: HyobanNode) => node.handlers.communities.list(undefined, context)
const terms = { hours: 1, uses: 1, mayInvite: true, note: '' }

test('a member enters by invitation, passes it on, and a stranger is refused', async () => {
  const founder = await start('founder')
  const guest = await start('guest')
  const { id } = await founder.handlers.communities.create({ name: 'Choir', policy: 'invitation' }, context)
  const { link } = await founder.handlers.communities.invite({ id, ...terms }, context)
  expect(await guest.handlers.communities.inspect({ link }, context)).toMatchObject({
    name: 'Choir',
    founder: { publicKey: founder.publicKey },
    known: false,
  })
  expect(await guest.handlers.communities.accept({ link }, context)).toMatchObject({ id, policy: 'invitation' })
  await when(list(guest), ([first]) => first?.state === 'member' && first.peers === 1)
  await when(list(founder), ([first]) => first?.peers === 1)
  expect(
    (await when(founder.handlers.communities.invitations({ id }, context), ([one]) => one?.state === 'used'))[0],
  ).toMatchObject({ used: 1 })

  // Whoever has the used link knows where the community meets; the same goes for any stranger who knows founder and
  // name.
  const stranger = await start('stranger')
  await stranger.handlers.communities.accept({ link }, context)
  await when(list(stranger), ([first]) => first?.problem === 'used')
  const third = await start('third')
  const second = await guest.handlers.communities.invite({ id, ...terms, mayInvite: false }, context)
  await third.handlers.communities.accept({ link: second.link }, context)
  await when(list(third), ([first]) => first?.state === 'member' && first.peers === 2)
  const members = await when(founder.handlers.communities.members({ id }, context), (all) => all.length === 3)
  expect(members.map(({ name, depth, inviter }) => [name, depth, inviter])).toEqual([
    ['founder', 0, null],
    ['guest', 1, founder.publicKey],
    ['third', 2, guest.publicKey],
  ])
  const seen = await when(stranger.handlers.node.status(undefined, context), () => true)
  expect(seen.peers).toBe(0)
  const [mine] = await when(list(founder), () => true)
  expect(mine).toMatchObject({
    peers: 2,
    policy: 'invitation',
    founder: { publicKey: founder.publicKey },
    inviter: null,
  })
})

test('two communities share a connection; leaving one keeps the other, also after a restart', async () => {
  const dataDir = await home()
  const alice = await start('alice', { dataDir, setup: { community: 'Readers' } })
  const bob = await start('bob', { setup: { community: 'Readers' } })
  const carol = await start('carol', { setup: { community: 'Writers' } })
  await alice.handlers.communities.join({ name: 'Writers' }, context)
  await bob.handlers.communities.join({ name: 'writers' }, context)
  await when(list(alice), ([readers, writers]) => readers?.peers === 1 && writers?.peers === 2)
  expect((await when(alice.handlers.node.status(undefined, context), () => true)).peers).toBe(2)
  const [readers, writers] = await when(list(alice), () => true)
  await alice.handlers.communities.leave({ id: writers!.id }, context)
  await when(carol.handlers.node.status(undefined, context), ({ peers }) => peers === 1)
  await when(list(alice), ([first, second]) => second === undefined && first?.peers === 1)
  await when(list(bob), ([first, second]) => first?.peers === 1 && second?.peers === 1)
  expect(await alice.handlers.node.info(undefined, context)).toMatchObject({
    community: { name: 'Readers', topic: readers!.id },
    firstRun: false,
  })
  await alice.close()
  const again = await start('alice', { dataDir })
  expect(await when(list(again), () => true)).toMatchObject([{ name: 'Readers', state: 'member' }])
})

test('a new identity starts without a record, and the old one can be restored', async () => {
  const dataDir = await home()
  const alice = await start('alice', { dataDir, setup: { community: 'Whitewash' } })
  const bob = await start('bob', { setup: { community: 'Whitewash' } })
  const old = alice.publicKey
  const { id } = await alice.handlers.communities.create({ name: 'Kept', policy: 'invitation' }, context)
  const { words } = await alice.handlers.identity.phrase(undefined, context)
  expect(words).toHaveLength(24)
  const watching = alice.handlers.communities.list(undefined, context)
  await when(bob.handlers.peers.list(undefined, context), ([row]) => row?.publicKey === old && row.online)

  await expect(alice.handlers.identity.newName({ confirm: 'Alice', name: 'nobody' }, context)).rejects.toMatchObject({
    details: { problem: 'notPresentName' },
  })
  const changed = await alice.handlers.identity.newName({ confirm: 'alice', name: 'nobody' }, context)
  expect(changed.identity).toMatchObject({ name: 'nobody' })
  expect(alice.publicKey).toBe(changed.identity.publicKey)
  expect(alice.publicKey).not.toBe(old)
  expect(alice.name).toBe('nobody')
  expect(await readdir(dataDir)).toEqual(expect.arrayContaining(['identity.json', changed.kept, 'logs']))
  expect(JSON.parse(await readFile(join(dataDir, changed.kept), 'utf8'))).toMatchObject({ publicKey: old })
  // Streams that were open before go on with the new node: the community by invitation is the old identity's.
  await when(watching, (all) => all.length === 1 && all[0]!.name === 'Whitewash' && all[0]!.peers === 1)
  const rows = await when(bob.handlers.peers.list(undefined, context), (all) =>
    all.some(({ name, online }) => name === 'nobody' && online),
  )
  expect(rows.find(({ publicKey }) => publicKey === alice.publicKey)!.trust).toMatchObject({
    count: 0,
    decision: 'new',
  })
  expect(rows.find(({ publicKey }) => publicKey === old)).toMatchObject({ name: 'alice', online: false })

  await alice.handlers.identity.restore({ phrase: words.join('\n') }, context)
  expect(alice.publicKey).toBe(old)
  expect((await when(list(alice), () => true)).map((row) => row.id)).toContain(id)
})

test('an exported identity is imported by another node; a wrong passphrase changes nothing', async () => {
  const alice = await start('alice')
  const { text, fileName } = await alice.handlers.identity.export({ passphrase: 'correct horse' }, context)
  expect(fileName).toContain(alice.fingerprint)
  expect(text).not.toContain((await alice.handlers.identity.phrase(undefined, context)).words[0]! + ' ')
  await alice.close()
  const laptop = await start('laptop')
  const before = laptop.publicKey
  await expect(laptop.handlers.identity.import({ text, passphrase: 'battery staple' }, context)).rejects.toMatchObject({
    details: { problem: 'wrongPassphrase' },
  })
  expect(laptop.publicKey).toBe(before)
  await laptop.handlers.identity.import({ text, passphrase: 'correct horse' }, context)
  expect(laptop.publicKey).toBe(alice.publicKey)
  await expect(laptop.handlers.identity.import({ text, passphrase: 'correct horse' }, context)).rejects.toMatchObject({
    details: { problem: 'sameIdentity' },
  })
})

test('a restored identity fetches its own ratings before it appends: no log conflict', async () => {
  const bob = await start('bob', { setup: { community: 'Phoenix' } })
  const alice = await start('alice', { setup: { community: 'Phoenix' } })
  await when(bob.handlers.peers.list(undefined, context), ([row]) => row?.online === true)
  await when(alice.handlers.peers.list(undefined, context), ([row]) => row?.online === true)
  for (const comment of ['one', 'two'])
    await alice.handlers.peers.rate({ publicKey: bob.publicKey, score: 1, comment }, context)
  const ofBob = (node: HyobanNode) => node.handlers.peers.detail({ publicKey: bob.publicKey }, context)
  await when(
    bob.handlers.activity.list({ limit: 50 }, context),
    (all) => all.filter(({ kind }) => kind === 'ratingReceived').length === 2,
  )
  const { words } = await alice.handlers.identity.phrase(undefined, context)
  await alice.close()

  const laptop = await start('laptop', { setup: { community: 'Phoenix' } })
  await laptop.handlers.identity.restore({ phrase: words.join(' ') }, context)
  expect(laptop.publicKey).toBe(alice.publicKey)
  await when(laptop.handlers.peers.list(undefined, context), (rows) =>
    rows.some((row) => row.publicKey === bob.publicKey && row.online),
  )
  await laptop.handlers.peers.rate({ publicKey: bob.publicKey, score: 0.5, comment: 'three' }, context)
  const { ratings } = await when(ofBob(laptop), (detail) => detail.ratings.length === 2)
  expect(ratings).toMatchObject([
    { own: true, comment: 'two' },
    { own: true, comment: 'one' },
  ])
  // one holder is not enough: the user decides
  await laptop.handlers.identity.restartLog(undefined, context)
  await when(
    laptop.handlers.node.status(undefined, context),
    ({ notices }) => !notices.some(({ id }) => id === 'own-log'),
  )
  const log = await when(
    bob.handlers.activity.list({ limit: 50 }, context),
    (all) => all.filter(({ kind }) => kind === 'ratingReceived').length === 3,
  )
  expect(log.filter(({ kind }) => kind === 'problem')).toEqual([])
})

test('three refusals of a guest lower the score of its inviter, and the explanation says so', async () => {
  const testNetwork = await TestNetwork.build('market')
  onTestFinished(() => testNetwork.close())
  const [me, inviter, rider] = await Promise.all([
    testNetwork.start('me'),
    testNetwork.start('inviter', { 'good.bin': randomBytes(3000) }),
    testNetwork.start(
      'rider',
      { 'r1.bin': randomBytes(10), 'r2.bin': randomBytes(11), 'r3.bin': randomBytes(12) },
      { behaviour: { serves: () => false, rates: (truthful) => truthful } },
    ),
  ])
  const { id } = await me.handlers.communities.create({ name: 'Guild', policy: 'invitation' }, context)
  for (const [host, guest] of [
    [me, inviter],
    [inviter, rider],
  ] as const) {
    const { link } = await host.handlers.communities.invite({ id, ...terms }, context)
    await guest.handlers.communities.accept({ link }, context)
    await when(list(guest), (all) => all.some((one) => one.id === id && one.state === 'member'))
  }
  await when(me.handlers.communities.members({ id }, context), (all) => all.length === 3)
  await fetchFile(me, inviter, 'good.bin')
  const before = (await sees(me, inviter, ({ trust }) => trust.count === 1)).trust.u as number
  for (const file of ['r1.bin', 'r2.bin', 'r3.bin']) await fetchFile(me, rider, file)
  await sees(me, rider, ({ trust }) => trust.decision === 'bad')
  const { peer, explanation } = await detailOf(me, inviter, ({ explanation }) =>
    explanation.contributions.some(({ kind }) => kind === 'blame'),
  )
  expect(peer.trust.u).toBeLessThan(before)
  expect(explanation.contributions.find(({ kind }) => kind === 'blame')?.part).toBeLessThan(0)
  expect(explanation.contributions.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(peer.trust.u as number, 9)
  // nobody is excluded for another's deeds alone
  expect(peer.trust.decision).not.toBe('bad')
}, 120_000)
