import type { Scenario } from './scenario.ts'

/** Log-spaced from 0.0001 to 1, four per decade. */
const TURNOVERS = Array.from({ length: 17 }, (_, i) => Number((10 ** (-4 + i / 4)).toPrecision(4)))

export const fig6: Scenario = {
  name: 'fig6',
  title: 'How fast may peers come and go?',
  asks: 'With traitors as in figure 5: how much do permanent identities gain at each turnover rate?',
  look: 'Look at the gap between the two lines.',
  outcome:
    'Where hardly anybody leaves both agree; where everybody leaves all the time neither helps; in between PI pays.',
  base: { traitorShare: 0.5 },
  moments: { traitorFrom: 0.5, traitorTo: 1 },
  series: [
    { identity: 'PI', fixed: {} },
    { identity: 'FI', fixed: {} },
  ],
  axis: { kind: 'parameter', parameter: 'turnover', values: TURNOVERS, log: true, label: 'turnover rate d' },
  measured: { from: 0.75, to: 1 },
  yLabel: 'mean W over the last quarter',
  closedForm: false,
}
