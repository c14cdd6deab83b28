import { perTier } from '../helpers/tier.ts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import { cleanNodes } from './helpers/cleanup.ts'
import { killAgainAndAgain } from './helpers/sigkill.ts'

const KILLS = perTier(3, 200)

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())
afterEach(cleanNodes)

test(
  `${KILLS} SIGKILLs during downloads from two sources: bytes are equal, nothing reported is lost`,
  async () => {
    const result = await killAgainAndAgain({ bootstrap: net.bootstrap, kills: KILLS, seed: 2026 })
    console.log(`SIGKILL: ${JSON.stringify(result)}`)
    expect(result).toMatchObject({ kills: KILLS, wrong: 0, mostLost: 0 })
    expect(result.downloads).toBeGreaterThan(0)
  },
  60_000 + KILLS * 6000,
)
