import { FINAL, type Scenario } from './scenario.ts'

export const custom: Scenario = {
  name: 'custom',
  title: 'Your own experiment',
  asks: 'Any parameters, over time or swept over one or two of them.',
  look: 'Set parameters, then compare identity policies.',
  outcome: 'What comes out is yours to find.',
  base: {},
  moments: {},
  series: [
    { identity: 'none', fixed: {} },
    { identity: 'PI', fixed: {} },
    { identity: 'FI', fixed: {} },
  ],
  axis: { kind: 'time', points: 200, log: false, label: 'transaction' },
  measured: FINAL,
  yLabel: 'performance W',
  closedForm: false,
}
