import { useState } from 'react'
import { Button, Drawer, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { LabName, LabPresetView, LabView } from '../../../../main/contract/simulator.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { Page } from '../../../components/page/page.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { BenchSwitch } from '../bench-switch.tsx'
import { sweepValues } from '../experiment/sweep.ts'
import { SavedTab } from '../saved-tab.tsx'
import { BenchExperiment } from './bench-experiment.tsx'
import { BenchPicture } from './bench-picture.tsx'
import { type BenchTab, benchStores, inputOf, lineNames, useBench } from './bench-store.ts'
import { PresetRow } from './preset-row.tsx'
import { SettingsPanel } from './settings-panel.tsx'
import { usePlan } from './use-plan.ts'
import shared from '../simulator.module.css'

const TABS: readonly BenchTab[] = ['experiment', 'picture', 'saved']

/** The bench of one laboratory: mechanisms, or overlays. */
export function LabBench({ name }: { name: LabName }) {
  const { t } = useText()
  const client = useClient()
  const catalogue = useQuery({
    queryKey: ['simulator', 'labs'],
    queryFn: ({ signal }) => client.simulator.labs.catalogue(undefined, { signal }),
    staleTime: Infinity,
  })
  const lab = catalogue.data?.labs.find((one) => one.name === name)
  const preset = useChosenPreset(lab)
  if (lab && preset && catalogue.data) return <OpenBench lab={lab} preset={preset} cores={catalogue.data.workers} />
  return (
    <Page title={t('common:nav.simulator')}>
      {catalogue.isError ? (
        <ProblemPanel problem={asProblem(catalogue.error)} retry={() => void catalogue.refetch()} />
      ) : (
        <LoadingPanel />
      )}
    </Page>
  )
}

function useChosenPreset(lab: LabView | undefined): LabPresetView | undefined {
  const { preset } = useBench(benchStores[lab?.name ?? 'mechanism'])
  return lab?.presets.find(({ name }) => name === preset) ?? lab?.presets[0]
}

function OpenBench({ lab, preset, cores }: { lab: LabView; preset: LabPresetView; cores: number }) {
  const { t } = useText()
  const client = useClient()
  const store = benchStores[lab.name]
  const bench = useBench(store)
  const wide = useMediaQuery('(min-width: 1160px)', true, { getInitialValueInEffect: false }) ?? true
  const [panelOpen, setPanelOpen] = useState(false)
  const saved = useQuery({
    queryKey: ['simulator', 'saved'],
    queryFn: ({ signal }) => client.simulator.saved(undefined, { signal }),
  })
  const draft = store.draft(preset, lab)
  const { values } = sweepValues(
    draft.sweep,
    lab.parameters.find(({ name }) => name === draft.sweep.parameter)?.integer ?? false,
  )
  const sweep = draft.sweeping ? { parameter: draft.sweep.parameter, values: [...values] } : null
  const plan = usePlan(draft.lines.map((line) => inputOf(lab.name, line, sweep, bench)))
  const at = Math.max(
    0,
    draft.lines.findIndex(({ id }) => id === draft.active),
  )
  const line = draft.lines[at]
  const refused = plan.problem?.line === at ? plan.problem.problem : null
  const showPanel = bench.tab !== 'saved'
  const panel = line && (
    <SettingsPanel
      lab={lab}
      preset={preset}
      draft={draft}
      line={line}
      lineName={lineNames(draft.lines, lab.name)[at] ?? ''}
      store={store}
      problem={refused}
    />
  )
  return (
    <Page
      title={t('common:nav.simulator')}
      tools={
        <>
          {showPanel && !wide && (
            <Button
              variant="default"
              leftSection={<IconAdjustmentsHorizontal size={15} aria-hidden />}
              onClick={() => setPanelOpen(true)}
              data-testid="open-settings"
            >
              {t('simulator:panel.open')}
            </Button>
          )}
          <SegmentedControl
            value={bench.tab}
            onChange={(value) => store.change({ tab: TABS.find((tab) => tab === value) ?? 'experiment' })}
            aria-label={t('simulator:tabs.label')}
            data-testid="bench-tabs"
            data={TABS.map((value) => ({
              value,
              label: value === 'picture' ? t('laboratory:picture.tab') : t(`simulator:tabs.${value}`),
            }))}
          />
        </>
      }
    >
      <div className={shared.layout}>
        <div className={shared.main} tabIndex={0} role="group" aria-label={t('common:nav.simulator')}>
          <BenchSwitch />
          {bench.tab !== 'saved' && (
            <PresetRow
              presets={lab.presets}
              chosen={preset.name}
              onChoose={(chosen) => store.change({ preset: chosen })}
            />
          )}
          {bench.tab === 'saved' && <SavedTab saved={saved} />}
          {bench.tab === 'picture' && (
            <BenchPicture
              lab={lab}
              draft={draft}
              seed={bench.seed}
              onPick={(active) => store.edit(preset.name, { active })}
            />
          )}
          {bench.tab === 'experiment' && (
            <BenchExperiment
              lab={lab}
              preset={preset}
              draft={draft}
              store={store}
              plan={plan}
              sweep={sweep}
              cores={cores}
            />
          )}
        </div>
        {showPanel && wide && (
          <aside className={shared.aside} aria-label={t('simulator:panel.title')}>
            {panel}
          </aside>
        )}
      </div>
      <Drawer
        opened={panelOpen && showPanel && !wide}
        onClose={() => setPanelOpen(false)}
        position="right"
        size={360}
        title={t('simulator:panel.title')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        {panel}
      </Drawer>
    </Page>
  )
}
