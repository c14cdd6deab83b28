import { describe, expect, it } from 'vitest'
import type { LabSettings } from '../../../main/simulator/lab/scenario.ts'
import { fitsKernel, type KernelRule } from '../../../main/simulator/mechanisms/meetings/kernel-meetings.ts'
import { MECHANISMS } from '../../../main/simulator/mechanisms/mechanisms.ts'
import type { Mechanism } from '../../../main/simulator/mechanisms/mechanism.ts'
import { settingsOf } from './settings-of.ts'

const mechanism = (name: string): Mechanism => MECHANISMS.get(name) as Mechanism
/** A watched run takes the plain way through any rule; a watch that looks away changes nothing else. */
const plainly = (name: string, settings: LabSettings, seed: number): Record<string, number> =>
  mechanism(name).run(settings, seed, () => {}, { peers() {}, dealt() {}, renamed() {}, moment() {} })

describe('a mechanism that the kernel knows', () => {
  it.each<[KernelRule, Partial<LabSettings>]>([
    ['none', { maxGenerosity: 6 }],
    ['none', { falseEvaluatorShare: 0.2, contributorShare: 0.1, turnover: 0.3, returns: 0.5 }],
    ['exclusion', { freeRiderShare: 0.3, turnover: 0.1 }],
    ['exclusion', { identity: 'FI', falseEvaluatorShare: 0.1, turnover: 0.5, returning: 0.5 }],
    ['exclusion', { traitorShare: 0.4, traitorFrom: 4000, traitorTo: 7000, recentWindow: 40, minRatings: 25 }],
    ['penalty', { penalty: 0.3, maxGenerosity: 10, turnover: 0.2 }],
    ['penalty', { penalty: 0.9, maxGenerosity: 3, contributorShare: 0.2, falseEvaluatorShare: 0.1 }],
    ['penalty', { penalty: 1, traitorShare: 0.4, traitorFrom: 2000, traitorTo: 9000 }],
  ])('%s has the same metrics there, bit for bit: %j', (name, set) => {
    const settings = settingsOf({ mechanism: name, N: 250, transactions: 10_007, ...set })
    expect(fitsKernel(settings, name)).toBe(true)
    for (const seed of [1, 2, 0xffffffff]) {
      const metrics = mechanism(name).run(settings, seed, () => {})
      expect(metrics).toEqual(plainly(name, settings, seed))
      expect(metrics['x']).toBeGreaterThan(0)
    }
  })

  it.each<[KernelRule, Partial<LabSettings>]>([
    ['exclusion', { candidates: 2 }],
    ['exclusion', { oscillatorShare: 0.1 }],
    ['none', { whitewasherShare: 0.01 }],
    ['none', { colluderShare: 0.5 }],
    ['penalty', { returns: 2 }],
  ])('%s leaves the kernel for what it does not know: %j', (name, set) => {
    expect(fitsKernel(settingsOf({ mechanism: name, ...set }), name)).toBe(false)
  })
})
