import { createInstance } from 'i18next'
import { expect, it } from 'vitest'
import type { MechanismDealings } from '../../../main/contract/views/drawing-views.ts'
import { completeSettings } from '../../../main/simulator/lab/read-settings.ts'
import type { LabSettings } from '../../../main/simulator/lab/scenario.ts'
import { mechanismScenario } from '../../../main/simulator/mechanisms/mechanism-scenario.ts'
import { MECHANISMS } from '../../../main/simulator/mechanisms/mechanisms.ts'
import { watchRun } from '../../../main/simulator/mechanisms/watching/watch-run.ts'
import type { Translate } from '../../../renderer/hooks/use-text.ts'
import { en, ja } from '../../../renderer/locales/languages.ts'
import { kindText } from '../../../renderer/pages/simulator/drawing/mechanism/kind-text.ts'
import { mechanismColours } from '../../../renderer/pages/simulator/drawing/mechanism/mechanism-colours.ts'
import { countsAt, society } from '../../../renderer/pages/simulator/drawing/mechanism/society.ts'

const run = (set: LabSettings): MechanismDealings =>
  watchRun(completeSettings(mechanismScenario, { N: 40, transactions: 1000, rounds: 40, ...set }), 3)

const small: MechanismDealings = {
  mechanism: 'none',
  peers: 3,
  wanted: null,
  kinds: [1, 0, 1],
  kindNames: ['rational', 'contributor'],
  ticks: 3,
  share: 1,
  dealings: [0, 1, 2, 0, 0, 0, 0, 0, 2, 2, 1, 5],
  states: [0, 0, 1, 0, 1, 0, 0, 2, 4, 2, 0, 2],
  curves: [],
}

it('keeps what a peer does until it changes', () => {
  const told = society(small)
  expect([...told.states]).toEqual([1, 0, 4, 1, 0, 4, 2, 0, 4])
  expect(countsAt(told, 3, 1)).toEqual({ serve: 1, out: 0, praise: 1 })
  expect(countsAt(told, 3, 2)).toEqual({ serve: 0, out: 1, praise: 1 })
})

it('tells dealings by part, and leaves out what a peer keeps for itself', () => {
  expect(society(small).dealings).toEqual([[[1, 2, 0]], [], [[2, 1, 5]]])
})

it.each([...MECHANISMS.keys()])('gives each peer of %s a place of its own', (mechanism) => {
  const drawn = run({ mechanism })
  const { xs, ys } = society(drawn)
  const places = new Set(Array.from(xs, (x, i) => `${x.toFixed(5)} ${(ys[i] as number).toFixed(5)}`))
  expect(places.size).toBe(drawn.peers)
  for (const value of [...xs, ...ys]) expect(Math.abs(value)).toBeLessThanOrEqual(1)
})

it('puts a seller in the middle of its buyers', () => {
  const { xs, ys } = society(run({ mechanism: 'game' }))
  expect([xs[0], ys[0]]).toEqual([0, 0])
})

it('names and colours every kind in both languages', async () => {
  const english = createInstance()
  await english.init({ lng: 'en', resources: { en, ja } })
  const t = english.t as unknown as Translate
  for (const mechanism of ['exclusion', 'game', 'replication']) {
    const { kindNames } = run({ mechanism })
    const names = kindNames.map((name) => kindText(name, t))
    expect(new Set(names).size).toBe(kindNames.length)
    for (const name of names) expect(name).not.toContain('simulator')
    for (const dark of [false, true]) {
      const theme = { dark, text: '', quiet: '', line: '', surface: '', good: '', bad: '', accent: '', wait: '' }
      const { kinds } = mechanismColours(
        { ...theme, identity: { PI: ['', ''], FI: ['', ''], none: ['', ''] }, heat: [] },
        kindNames,
      )
      expect(new Set(kinds).size).toBe(kindNames.length)
    }
  }
})
