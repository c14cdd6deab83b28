import { useEffect, useMemo, useState } from 'react'
import type { ClaimView, ExperimentView, ParameterView, ScenarioView } from '../../../../main/contract/simulator.ts'
import { useClient } from '../../../client/provider.tsx'
import { ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { ClaimsCard } from './claims-card.tsx'
import { CompareTable } from './compare-table.tsx'
import { warmUp } from '../charts/echarts.ts'
import { Figure } from '../charts/figure.tsx'
import { inputOf, simulatorStore, settingsOf, useDraft, type Variant } from '../simulator-store.ts'
import { yEnds } from '../charts/line-option.ts'
import { cleaned, PRESETS } from './presets.ts'
import { RunBar } from './run-bar.tsx'
import { useRun } from './runner.ts'
import { sweepValues, type SweepDraft } from './sweep.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { useText } from '../../../hooks/use-text.ts'
import shared from '../simulator.module.css'
import classes from './experiment.module.css'

const PARTS = ['asks', 'look', 'outcome'] as const

/** One experiment: its question, the figure with the run controls, and the paper's claims beside the measurements. */
export function ExperimentTab({
  scenario,
  parameters,
  cores,
}: {
  scenario: ScenarioView
  parameters: ParameterView[]
  cores: number
}) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const client = useClient()
  const draft = useDraft()
  const { preset, comparing } = draft
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const runners = { a: simulatorStore.runner(preset, 'a'), b: simulatorStore.runner(preset, 'b') }
  const states = { a: useRun(runners.a), b: useRun(runners.b) }
  useEffect(warmUp, [])
  const variants: Variant[] = comparing ? ['a', 'b'] : ['a']

  const sweeps = useMemo(() => {
    const { first, second, two } = draft.sweeps
    const axis = (sweep: SweepDraft) => ({
      parameter: sweep.parameter,
      log: sweep.log,
      ...sweepValues(sweep, parameters.find(({ name }) => name === sweep.parameter)?.integer ?? false),
    })
    return two ? [axis(first), axis(second)] : [axis(first)]
  }, [draft.sweeps, parameters])
  const sweepProblem =
    preset === 'sweep' &&
    (sweeps.some(({ problem }) => problem !== null) ||
      (sweeps.length > 1 && sweeps[0]?.parameter === sweeps[1]?.parameter))
  const inputs = Object.fromEntries(
    variants.map((variant) => {
      const set = cleaned(
        preset === 'sweep' && !settingsOf(draft, variant).identity
          ? { ...settingsOf(draft, variant), identity: 'PI' }
          : settingsOf(draft, variant),
        parameters,
        scenario,
      )
      if (set.identity === 'all') delete set.identity
      return [
        variant,
        inputOf(
          draft,
          set,
          sweeps.map(({ parameter, values, log }) => ({
            parameter,
            values: [...values],
            log: log && values.every((value) => value > 0),
          })),
        ),
      ]
    }),
  )
  const run = (): void => {
    for (const variant of variants) {
      const input = inputs[variant]
      if (input) void runners[variant].start(client, input, draft.workers)
    }
    if (!comparing) runners.b.cancel()
  }
  const stale = variants.some((variant) => {
    const { view } = states[variant]
    return view !== undefined && JSON.stringify({ ...inputs[variant] }) !== JSON.stringify({ ...view.input })
  })
  const views = variants.flatMap((variant) => states[variant].view ?? [])
  const [low, high] = yEnds(views)
  const ends = useMemo((): [number, number] => [low, high], [low, high])
  const title = texts.scenario(scenario, 'title', preset)
  const planned =
    countRuns(scenario, preset === 'sweep' ? sweeps.map(({ values }) => values.length) : null, inputs.a?.set ?? {}) *
    draft.replications *
    variants.length

  return (
    <>
      <div className={classes.intro}>
        <h2 className={classes.question}>{title}</h2>
        <dl className={classes.parts}>
          {PARTS.map((part) => (
            <div key={part}>
              <dt>{t(`simulator:intro.${part}`)}</dt>
              <dd>{texts.scenario(scenario, part, preset)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <section className={shared.card} aria-label={t('simulator:chart.figure')}>
        <RunBar
          runners={variants.map((variant) => runners[variant])}
          states={variants.map((variant) => states[variant])}
          planned={planned}
          cores={draft.workers ?? cores}
          replications={draft.replications}
          seed={draft.seed}
          stale={stale}
          blocked={sweepProblem}
          onRun={run}
        />
        {variants.map((variant) => states[variant].problem).find(Boolean) && (
          <ProblemPanel
            problem={
              variants
                .map((variant) => states[variant].problem)
                .find((problem) => problem !== undefined) as NonNullable<typeof states.a.problem>
            }
            retry={run}
          />
        )}
        <div className={classes.figures} data-two={comparing || undefined}>
          {variants.map((variant) => (
            <Figure
              key={`${preset}:${variant}`}
              state={states[variant]}
              title={title}
              variant={comparing ? variant : null}
              ends={ends}
              hidden={hidden}
              onHidden={setHidden}
              scenario={scenario}
            />
          ))}
        </div>
      </section>
      {comparing && <CompareTable a={states.a.view} b={states.b.view} />}
      {preset !== 'sweep' && preset !== 'custom' && (
        <ClaimsCard
          scenario={scenario}
          claims={states.a.view && claimsWithOthers(states.a.view)}
          complete={states.a.view?.state === 'done'}
          changed={Object.keys(states.a.view ? (states.a.view.input.set ?? {}) : (inputs.a?.set ?? {})).length > 0}
        />
      )}
    </>
  )
}

/**
 * The claims of a figure. Claims that compare figures may have been checked by a later run of another figure with the
 * same settings and seed.
 */
function claimsWithOthers(view: ExperimentView): ClaimView[] {
  const key = ({ input: { set, replications, seed } }: ExperimentView): string =>
    JSON.stringify([set, replications, seed])
  const others = PRESETS.flatMap((preset) => simulatorStore.runner(preset, 'a').get().view ?? []).filter(
    (other) => other.state === 'done' && key(other) === key(view),
  )
  return view.claims.map((claim) =>
    claim.missing.length === 0
      ? claim
      : (others.flatMap((other) => other.claims).find(({ id, state }) => id === claim.id && state !== 'unknown') ??
        claim),
  )
}

/** Number of runs per replication. */
function countRuns(scenario: ScenarioView, sweep: number[] | null, set: Readonly<Record<string, unknown>>): number {
  const lines =
    set.identity === undefined ? scenario.lines : scenario.lines.filter(({ identity }) => identity === set.identity)
  const distinct =
    new Set(
      lines.map(({ identity, fixed }) =>
        JSON.stringify([identity, Object.entries(fixed).map(([name, value]) => set[name] ?? value)]),
      ),
    ).size || 1
  if (sweep) return sweep.reduce((product, count) => product * count, distinct)
  const along = scenario.along
  return distinct * (along ? (set[along.parameter] === undefined ? along.values.length : 1) : 1)
}
