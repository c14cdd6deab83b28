import { startLocalNet } from '../../main/network/local-net.ts'
import { killAgainAndAgain } from '../transfers/helpers/sigkill.ts'
import { cleanNodes } from '../transfers/helpers/cleanup.ts'
import { type BenchLine, limit } from './lib/measure.ts'

/** Options: `--kills` (200), `--seed` of their times (2026). */
interface Options {
  kills?: number
  seed?: number
}

/**
 * SIGKILLs of a downloading process at seeded times: completed downloads with wrong bytes, and the most reported bytes
 * that were lost by a kill. Both limits are 0.
 */
export default async function* run({ kills = 200, seed = 2026 }: Options = {}): AsyncGenerator<BenchLine> {
  const net = await startLocalNet(4)
  try {
    const result = await killAgainAndAgain({ bootstrap: net.bootstrap, kills, seed })
    const name = `sigkill, wrong files of ${result.downloads} downloads after ${result.kills} kills`
    yield limit(name, result.wrong, 0, 'downloads')
    yield limit('sigkill, most bytes lost by one kill', result.mostLost, 0, 'bytes')
  } finally {
    await cleanNodes()
    await net.close()
  }
}
