import { FINAL, IDENTITY_SERIES, type Scenario } from './scenario.ts'

export const fig5: Scenario = {
  name: 'fig5',
  title: 'How does the system get over traitors?',
  asks: 'Half of the peers build up a good name and then stop serving, halfway through the run: what happens?',
  look: 'See how deep the performance falls at transaction 20 000, and how fast it recovers.',
  outcome:
    'Under permanent identities and a slow turnover it is back in a few thousand transactions; elsewhere it is not.',
  base: { traitorShare: 0.5 },
  moments: { traitorFrom: 0.5, traitorTo: 1 },
  series: IDENTITY_SERIES,
  axis: { kind: 'time', points: 200, log: false, label: 'transaction' },
  measured: FINAL,
  yLabel: 'performance W',
  closedForm: false,
}
