import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openIdentity } from '../../main/identity/identity.ts'
import { SERVICE_BYTES } from '../../main/peers/newcomers.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { openDatabase } from '../../main/store/database.ts'
import { SqlitePeerStore } from '../../main/store/peer-store.ts'
import { context, sees, TestNetwork, when } from '../helpers/nodes.ts'
import { scaledClock } from '../helpers/scaled-clock.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('newcomers')
})
afterEach(() => testNetwork.close(), 60_000)

test('a newcomer over its allowance is refused without a bad rating, and resumes once allowed', async () => {
  const dirOf = async (name: string): Promise<string> => {
    const dir = join(testNetwork.dir, name)
    await mkdir(dir, { mode: 0o700 })
    return dir
  }
  const [aliceDir, bobDir] = [await dirOf('alice'), await dirOf('bob')]
  const bobKey = (await openIdentity(bobDir)).publicKeyHex
  // what alice's own account says: bob, over whom nobody has said anything, took all that any stranger may take
  const database = openDatabase(join(aliceDir, 'hyoban.db'), { log: () => {} })
  new SqlitePeerStore(database).save({
    key: bobKey,
    name: 'bob',
    firstSeen: 1,
    lastSeen: 1,
    given: ROBUST_DEFAULTS.newcomerMax * SERVICE_BYTES,
    received: 0,
    excludedSince: null,
  })
  database.close()
  const alice = await testNetwork.start('alice', { 'apple.bin': randomBytes(200_000) })
  // a refused newcomer asks again after half a minute: of a clock that runs faster
  const bob = await testNetwork.start('bob', {}, { clock: scaledClock(10) })
  await sees(alice, bob, ({ online, trust }) => online && trust.decision === 'new')
  const {
    hits: [hit],
  } = await when(bob.handlers.search.run({ text: 'apple', kinds: [], limit: 10 }, context), ({ hits }) =>
    hits.some(({ sources }) => sources.some(({ online }) => online)),
  )
  const { id } = await bob.handlers.transfers.download(
    { root: hit!.root, name: 'apple.bin', size: hit!.size, peer: alice.publicKey },
    context,
  )
  const [line] = await when(
    bob.handlers.transfers.list(undefined, context),
    ([line]) => line?.id === id && line.problem?.code === 'REFUSED',
  )
  // it waits: this is no failure, and no reproach
  expect(line).toMatchObject({
    state: 'waiting',
    moved: 0,
    rated: null,
    problem: {
      message: 'This peer does not know you yet, and you have used up its share for newcomers.',
      details: { reason: 'newcomer' },
    },
  })
  const told = await when(alice.handlers.activity.list({ limit: 50 }, context), (entries) =>
    entries.some(({ kind }) => kind === 'uploadRefused'),
  )
  expect(told.find(({ kind }) => kind === 'uploadRefused')).toMatchObject({
    peer: { publicKey: bob.publicKey },
    values: { reason: 'newcomer' },
  })
  expect((await sees(bob, alice, () => true)).trust).toMatchObject({ count: 0, decision: 'new' })
  await alice.handlers.peers.decide({ publicKey: bob.publicKey, decision: 'allow', until: null }, context)
  await when(
    bob.handlers.transfers.list(undefined, context),
    ([line]) => line?.id === id && line.state === 'done' && line.rated === 1,
  )
}, 60_000)
