import { FINAL, GENEROSITY_AXIS, IDENTITY_SERIES, type Scenario } from './scenario.ts'

export const fig3: Scenario = {
  name: 'fig3',
  title: 'What do free riders do to the system?',
  asks: 'What happens when 30 % of the peers never serve, whatever it costs them?',
  look: 'See from which generosity on the system is stable, against figure 2.',
  outcome:
    'With permanent identities and a slow turnover free riders are excluded; more generosity is ' +
    'needed than without them.',
  base: { freeRiderShare: 0.3 },
  moments: {},
  series: IDENTITY_SERIES,
  axis: GENEROSITY_AXIS,
  measured: FINAL,
  yLabel: 'final performance W',
  closedForm: false,
}
