import { useEffect } from 'react'
import type { LabInput, LabPresetView, LabView } from '../../../../main/contract/simulator.ts'
import { useClient } from '../../../client/provider.tsx'
import { ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { useChartTheme } from '../../../components/charts/chart-theme.ts'
import { useText } from '../../../hooks/use-text.ts'
import { warmUp } from '../charts/echarts.ts'
import { RunBar } from '../experiment/run-bar.tsx'
import { inputOf, lineNames, useBench, type BenchDraft, type BenchStore } from './bench-store.ts'
import { LabClaims } from './lab-claims.tsx'
import { LabFigure } from './lab-figure.tsx'
import { labStyles } from './lab-styles.ts'
import { useLabTexts } from './lab-texts.ts'
import { LineChips } from './line-chips.tsx'
import type { LinesPlan } from './use-plan.ts'
import { useRuns } from './use-runs.ts'
import shared from '../simulator.module.css'
import experiment from '../experiment/experiment.module.css'

const PARTS = ['asks', 'look', 'outcome'] as const

interface BenchExperimentProps {
  lab: LabView
  preset: LabPresetView
  draft: BenchDraft
  store: BenchStore
  plan: LinesPlan
  sweep: LabInput['sweep']
  cores: number
}

/** One preset of a laboratory: its question, the figure with the run controls, and what is published. */
export function BenchExperiment({ lab, preset, draft, store, plan, sweep, cores }: BenchExperimentProps) {
  const { t } = useText()
  const texts = useLabTexts()
  const client = useClient()
  const theme = useChartTheme()
  const bench = useBench(store)
  const { lines, active } = draft
  const states = useRuns(lines)
  useEffect(warmUp, [])
  const names = lineNames(lines, lab.name)
  const inputs = lines.map((line) => inputOf(lab.name, line, sweep, bench))
  const activeInput = inputs[lines.findIndex(({ id }) => id === active)] ?? (inputs[0] as LabInput)
  const run = (): void => {
    lines.forEach(({ runner }, at) => void runner.start(client, inputs[at] as LabInput, null))
  }
  const stale = states.some(
    ({ view }, at) => view !== undefined && JSON.stringify(sorted(view.input)) !== JSON.stringify(sorted(inputs[at])),
  )
  const problem = states.map((state) => state.problem).find((one) => one !== undefined)
  const title = texts.preset(preset, 'title')
  const claims = lab.claims.filter((claim) => claim.preset === preset.name)
  return (
    <>
      <div className={experiment.intro}>
        <h2 className={experiment.question}>{title}</h2>
        <dl className={experiment.parts}>
          {PARTS.map((part) => (
            <div key={part}>
              <dt>{t(`simulator:intro.${part}`)}</dt>
              <dd>{texts.preset(preset, part)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <section className={shared.card} aria-label={t('simulator:chart.figure')}>
        <RunBar
          runners={lines.map(({ runner }) => runner)}
          states={states}
          planned={plan.total}
          cores={cores}
          replications={bench.replications}
          seed={bench.seed}
          stale={stale}
          blocked={plan.problem !== null}
          onRun={run}
        />
        {plan.long !== null && (
          <p className={shared.small} data-testid="long-run">
            {t('laboratory:long', { time: plan.long })}
          </p>
        )}
        <LineChips
          lines={lines}
          names={names}
          colours={labStyles(theme).map(({ colour }) => colour)}
          active={active}
          onPick={(id) => store.edit(preset.name, { active: id })}
          onAdd={() => store.add(preset.name)}
          onRemove={(id) => store.remove(preset.name, id)}
        />
        {problem && <ProblemPanel problem={problem} retry={run} />}
        <div className={experiment.figures}>
          <LabFigure
            key={preset.name}
            lab={lab}
            title={title}
            lines={lines.map(({ id }, at) => ({ id, name: names[at] ?? '', view: states[at]?.view }))}
            active={active}
            input={activeInput}
            metric={draft.metric}
            logarithmic={draft.logarithmic}
            onMetric={(metric) => store.edit(preset.name, { metric })}
            onLogarithmic={(logarithmic) => store.edit(preset.name, { logarithmic })}
          />
        </div>
      </section>
      {claims.length > 0 && <LabClaims claims={claims} views={states.flatMap(({ view }) => view ?? [])} />}
    </>
  )
}

/** A request with its settings in a fixed order, so that equal ones are equal as text. */
function sorted(input: LabInput | undefined): unknown {
  const { lab, set = {}, sweep = null, replications, seed } = input ?? ({} as LabInput)
  return [lab, Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)), sweep, replications, seed]
}
