import { useState } from 'react'
import { Badge, Button, Drawer, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { asProblem } from '../../client/problem.ts'
import { useClient } from '../../client/provider.tsx'
import { Page } from '../../components/page/page.tsx'
import { BenchSwitch } from './bench-switch.tsx'
import { LoadingPanel, ProblemPanel } from '../../components/feedback/state-panel.tsx'
import { useText } from '../../hooks/use-text.ts'
import { ExperimentTab } from './experiment/experiment-tab.tsx'
import { simulatorStore, settingsOf, useDraft, type Tab } from './simulator-store.ts'
import { ParameterPanel } from './experiment/parameter-panel.tsx'
import { PresetPicker } from './experiment/preset-picker.tsx'
import { cleaned, scenarioOf } from './experiment/presets.ts'
import { SavedTab } from './saved-tab.tsx'
import { WatchTab } from './watch/watch-tab.tsx'
import classes from './simulator.module.css'

const TABS: Tab[] = ['experiment', 'watch', 'saved']

/** The bench of identities: the paper's experiments and custom ones; run them, watch one run, save results. */
export function IdentitiesBench() {
  const { t } = useText()
  const client = useClient()
  const draft = useDraft()
  const wide = useMediaQuery('(min-width: 1160px)', true, { getInitialValueInEffect: false }) ?? true
  const [panelOpen, setPanelOpen] = useState(false)
  const catalogue = useQuery({
    queryKey: ['simulator', 'scenarios'],
    queryFn: ({ signal }) => client.simulator.scenarios(undefined, { signal }),
    staleTime: Infinity,
  })
  const saved = useQuery({
    queryKey: ['simulator', 'saved'],
    queryFn: ({ signal }) => client.simulator.saved(undefined, { signal }),
  })
  const data = catalogue.data
  const scenario = data?.scenarios.find(({ name }) => name === scenarioOf(draft.preset))
  const changes =
    data && scenario ? Object.keys(cleaned(settingsOf(draft, draft.editing), data.parameters, scenario)).length : 0
  const showPanel = draft.tab !== 'saved' && scenario !== undefined
  const panel = data && scenario && (
    <ParameterPanel scenario={scenario} parameters={data.parameters} cores={data.workers} />
  )

  const body = (() => {
    if (draft.tab === 'saved') return <SavedTab saved={saved} />
    if (catalogue.isError)
      return <ProblemPanel problem={asProblem(catalogue.error)} retry={() => void catalogue.refetch()} />
    if (!data || !scenario) return <LoadingPanel />
    return draft.tab === 'watch' ? (
      <WatchTab scenario={scenario} parameters={data.parameters} />
    ) : (
      <ExperimentTab scenario={scenario} parameters={data.parameters} cores={data.workers} />
    )
  })()

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
              rightSection={
                changes > 0 ? (
                  <Badge size="xs" circle aria-label={t('simulator:panel.changed', { count: changes })}>
                    {changes}
                  </Badge>
                ) : undefined
              }
            >
              {t('simulator:panel.open')}
            </Button>
          )}
          <SegmentedControl
            value={draft.tab}
            onChange={(value) => simulatorStore.change({ tab: TABS.find((tab) => tab === value) ?? 'experiment' })}
            aria-label={t('simulator:tabs.label')}
            data-testid="simulator-tabs"
            data={TABS.map((value) => ({
              value,
              label:
                value === 'saved' && saved.data?.length
                  ? `${t('simulator:tabs.saved')} (${saved.data.length})`
                  : t(`simulator:tabs.${value}`),
            }))}
          />
        </>
      }
    >
      <div className={classes.layout}>
        <div className={classes.main} tabIndex={0} role="group" aria-label={t('common:nav.simulator')}>
          <BenchSwitch />
          {draft.tab !== 'saved' && <PresetPicker />}
          {body}
        </div>
        {showPanel && wide && (
          <aside className={classes.aside} aria-label={t('simulator:panel.title')}>
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
