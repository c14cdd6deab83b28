import { expect, it } from 'vitest'
import {
  ASKED,
  CATALOGUE_ENTRIES,
  KEYWORD_BUDGET,
  MAX_LOOKUPS,
  MAX_TTL,
  PASSED_ON,
} from '../../../main/protocol/search-reach.ts'
import { HyobanHubsOverlay } from '../../../main/simulator/overlays/kinds/hyoban-hubs.ts'
import { HyobanOverlay } from '../../../main/simulator/overlays/kinds/hyoban.ts'
import { keywordCover } from '../../../main/simulator/overlays/kinds/keyword-cover.ts'
import { World } from '../../../main/simulator/overlays/world.ts'
import { asked, settingsOf } from './experiments.ts'

/** Files that one node holds, asked for in a community where everybody shares `files`. */
function rare(kind: typeof HyobanOverlay | typeof HyobanHubsOverlay, nodes: number, files: number) {
  const world = new World(settingsOf({ nodes, meanCopies: 1, zipf: 0 }), 1)
  const overlay = new kind(world, files)
  const tally = asked({ world, overlay }, 300)
  return { success: tally.found / 300, messages: tally.messages / 300, overlay }
}

it('floods as far as the live search and looks up as many words', () => {
  const { messages } = rare(HyobanOverlay, 10_000, 40)
  const flood = ASKED + ASKED * PASSED_ON + ASKED * PASSED_ON ** MAX_TTL
  expect(flood).toBe(310)
  const lookUps = MAX_LOOKUPS * Math.ceil(Math.log2(10_000))
  expect(messages).toBeLessThanOrEqual(flood + lookUps + 1)
  expect(messages).toBeGreaterThan(0.95 * flood)
})

it('loses sight of rare files as the community grows, which hubs do not', () => {
  expect(rare(HyobanOverlay, 1000, 40).success).toBeGreaterThan(0.98)
  expect(rare(HyobanOverlay, 100_000, 40).success).toBeLessThan(0.7)
  for (const nodes of [100, 10_000, 100_000]) expect(rare(HyobanHubsOverlay, nodes, 40).success).toBe(1)
})

it('cuts a community into as many shards as the catalogue budget requires', () => {
  const { overlay, messages } = rare(HyobanHubsOverlay, 100_000, 200)
  expect((overlay as HyobanHubsOverlay).shards).toBe((100_000 * 200) / CATALOGUE_ENTRIES)
  expect(messages / 10).toBeLessThan(3)
})

it('announces words that cover a small library and little of a large one', () => {
  expect(KEYWORD_BUDGET).toBe(32)
  expect(keywordCover(1000, 10, 24, 1)).toBeGreaterThan(0.75)
  expect(keywordCover(1000, 1000, 24, 1)).toBeLessThan(0.2)
  expect(keywordCover(1000, 40, 24, 1)).toBeGreaterThan(keywordCover(1000, 200, 24, 1))
})
