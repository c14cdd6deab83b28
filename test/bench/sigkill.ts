import { startLocalNet } from '../../main/network/local-net.ts'
import { killAgainAndAgain } from '../transfers/helpers/sigkill.ts'
import { cleanNodes } from '../transfers/helpers/cleanup.ts'
import { type BenchLine, limit } from './lib/measure.ts'

/** Options: `--kills` how many (200), `--seed` of their moments (2026). */
interface Options {
  kills?: number
  seed?: number
}

/**
 * So many SIGKILLs of a requester at seeded moments: downloads that ended with wrong bytes, and the most bytes that
 * were reported before a kill and gone after it. Nothing may be wrong and nothing lost: both limits are 0.
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
