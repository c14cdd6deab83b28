import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import type { ActivityEntry } from '../../main/contract/activity.ts'
import type { DemoPeerKind } from '../../main/demo/behaviour.ts'
import { startDemo } from '../../main/demo/community.ts'
import { GENTLE } from '../../main/demo/pace.ts'
import { context, sees, when } from '../helpers/nodes.ts'

/** A minute each on two cores; HYOBAN_DEMO_SEEDS=1,2,3,4,5 tries others. */
const SEEDS = (process.env['HYOBAN_DEMO_SEEDS'] ?? '1,2').split(',').map(Number)
/** Half as long as for a person who looks on. */
const FAST = { ...GENTLE, start: 500, lively: 900 }

test.each(SEEDS)(
  'seed %i: an onlooker sees the traitor, the slander and the free riders, and reads why',
  async (seed) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'hyoban-demo-story-'))
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
    const demo = await startDemo({
      peers: 8,
      dataDir,
      clock: systemClock,
      random: seededRandom(seed),
      log: () => {},
      traitor: { requests: 8, milliseconds: 9000, patience: Infinity },
      pace: FAST,
    })
    onTestFinished(() => demo.close())
    const { node } = demo
    const keysOf = (kind: DemoPeerKind): string[] =>
      demo.peers.filter((peer) => peer.kind === kind).map(({ publicKey }) => publicKey)
    const nameOf = (key: string): string => demo.peers.find(({ publicKey }) => publicKey === key)?.name ?? ''
    const [traitor, slanderer] = [...keysOf('traitor'), ...keysOf('falseEvaluator')] as [string, string]

    // every line of the feed, also those that are beyond its end by now
    const feed = new Map<number, ActivityEntry>()
    const told = (good: (entry: ActivityEntry) => boolean): Promise<unknown> =>
      when(node.handlers.activity.list({ limit: 500 }, context), (entries) => {
        for (const entry of entries) feed.set(entry.id, entry)
        return [...feed.values()].some(good)
      })
    const excluded = (key: string): Promise<unknown> =>
      told(
        ({ kind, peer, values }) =>
          peer?.publicKey === key &&
          kind === 'peerExcluded' &&
          values.why === 'excluded' &&
          Number(values.failed) > 0 &&
          Number(values.of) >= Number(values.failed),
      )

    await Promise.all([
      ...[traitor, ...keysOf('freeRider')].map(excluded),
      // good service, the worst mark: the feed says "although"
      told(
        ({ kind, values }) =>
          kind === 'ratingSeen' &&
          values.rater === nameOf(slanderer) &&
          values.reason === 'served' &&
          values.score === 0,
      ),
    ])
    // it stood well, then fell, and is shut out by the rule for what failed
    const { history } = await sees(node, traitor, ({ trust }) => trust.decision === 'bad' && trust.by === 'rule')
    expect(Math.max(...history)).toBeGreaterThan(0.5)

    // whom it slandered stands well, and its word counts nothing, for the reason that it contradicts what I saw;
    // which contributors it meets before they shut it out is a matter of chance
    const found = new AbortController()
    await Promise.any(
      keysOf('contributor').map((publicKey) =>
        when(
          node.handlers.peers.detail({ publicKey }, { signal: found.signal }),
          ({ peer, explanation: { sources, raters }, ratings }) => {
            const bad = ratings.filter(({ rater, score }) => rater.publicKey === slanderer && score === 0).length
            const weighs = raters.some(({ peer: rater, weight }) => rater.publicKey === slanderer && weight > 0)
            return bad > 0 && sources.ignored.count >= bad && !weighs && peer.trust.decision !== 'bad'
          },
        ),
      ),
    )
    found.abort()
    for (const key of keysOf('contributor'))
      expect((await sees(node, key, () => true)).trust.decision, nameOf(key)).not.toBe('bad')
  },
  400_000,
)
