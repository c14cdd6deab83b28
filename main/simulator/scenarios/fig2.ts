import { FINAL, GENEROSITY_AXIS, IDENTITY_SERIES, type Scenario } from './scenario.ts'

export const fig2: Scenario = {
  name: 'fig2',
  title: 'Does exclusion help when everybody is rational?',
  asks: 'How well does a system of rational peers do, depending on how generous they are at most?',
  look: 'Compare permanent identities (PI), free identities (FI) and the free market as peers come and go faster.',
  outcome:
    'Exclusion brings the system close to its optimum of 2; with free identities and a fast turnover ' +
    'it is worth little.',
  base: {},
  moments: {},
  series: [{ identity: 'none', fixed: { turnover: 0.01 } }, ...IDENTITY_SERIES],
  axis: GENEROSITY_AXIS,
  measured: FINAL,
  yLabel: 'final performance W',
  closedForm: true,
}
