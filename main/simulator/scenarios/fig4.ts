import { FINAL, GENEROSITY_AXIS, IDENTITY_SERIES, type Scenario } from './scenario.ts'

export const fig4: Scenario = {
  name: 'fig4',
  title: 'What do false evaluators do to the system?',
  asks: 'What happens when 30 % of the peers never serve and give everybody the worst rating?',
  look: 'Compare free identities at a fast turnover with the same line of figure 3.',
  outcome:
    'False evaluators get contributors excluded; under free identities and a fast turnover far more ' +
    'is lost than to free riders.',
  base: { falseEvaluatorShare: 0.3 },
  moments: {},
  series: IDENTITY_SERIES,
  axis: GENEROSITY_AXIS,
  measured: FINAL,
  yLabel: 'final performance W',
  closedForm: false,
}
