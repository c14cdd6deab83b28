import { expect, it } from 'vitest'
import type { LabSettings } from '../../../main/simulator/lab/scenario.ts'
import { reciprocative } from '../../../main/simulator/mechanisms/reciprocative.ts'
import { settingsOf } from './settings-of.ts'

it.each<Partial<LabSettings>>([
  {},
  { stranger: 'always', turnover: 0.01 },
  { stranger: 'never', contributorShare: 0.2, learnRate: 0.05 },
  { whitewasherShare: 0.2, benefit: 5.3, cost: 0.7 },
  { colluderShare: 0.3, turnover: 0.02, freeRiderShare: 0.1 },
  { colluderShare: 0.004, whitewasherShare: 0.1, stranger: 'always' },
])('a round by the shared record is the same in one loop as request by request, bit for bit: %j', (set) => {
  const settings = settingsOf({ mechanism: 'reciprocative', history: 'shared', N: 270, rounds: 150, ...set })
  for (const seed of [1, 2, 0xffffffff]) {
    const metrics = reciprocative.run(settings, seed, () => {})
    // a watched run asks the rule for each request
    const watch = { peers() {}, dealt() {}, renamed() {}, moment() {} }
    expect(metrics).toEqual(reciprocative.run(settings, seed, () => {}, watch))
    expect(metrics['cooperation']).toBeGreaterThan(0)
  }
})
