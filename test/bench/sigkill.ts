import { startLocalNet } from '../../main/network/local-net.ts'
import { killAgainAndAgain } from '../transfers/helpers/sigkill.ts'
import { cleanNodes } from '../transfers/helpers/cleanup.ts'
import type { BenchLine } from './transfer.ts'

/**
 * `--kills N`, `--seed S`: so many SIGKILLs (200) of a requester at seeded moments; how many downloads ended with the
 * right bytes, and how many bytes reported before a kill were gone after it.
 */
export default async function* run({
  kills = 200,
  seed = 2026,
}: {
  kills?: number
  seed?: number
}): AsyncGenerator<BenchLine> {
  const net = await startLocalNet(4)
  try {
    const result = await killAgainAndAgain({ bootstrap: net.bootstrap, kills, seed })
    const right = result.downloads - result.wrong
    yield {
      name: `downloads with equal bytes after ${result.kills} SIGKILLs`,
      ours: right,
      reference: result.downloads,
      ratio: right / result.downloads,
      unit: 'downloads',
    }
    yield {
      name: 'most bytes lost by one SIGKILL',
      ours: result.mostLost,
      reference: 0,
      ratio: result.mostLost === 0 ? 1 : 0,
      unit: 'bytes',
    }
  } finally {
    await cleanNodes()
    await net.close()
  }
}
