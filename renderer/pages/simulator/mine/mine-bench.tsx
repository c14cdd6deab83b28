import { useState } from 'react'
import { Button, Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { Page } from '../../../components/page/page.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { BenchSwitch } from '../bench-switch.tsx'
import { EstimatesCard } from './estimates-card.tsx'
import { ForecastCard } from './forecast-card.tsx'
import { mineStore, useMine } from './mine-store.ts'
import { MissingCard } from './missing-card.tsx'
import { WhatIfPanel } from './what-if-panel.tsx'
import shared from '../simulator.module.css'
import experiment from '../experiment/experiment.module.css'
import classes from './mine.module.css'

/** The bench of the own network: what is known of it, where it is heading, and what a change would do. */
export function MineBench() {
  const { t } = useText()
  const client = useClient()
  const queries = useQueryClient()
  const { days, seed } = useMine()
  const wide = useMediaQuery('(min-width: 1160px)', true, { getInitialValueInEffect: false }) ?? true
  const [panelOpen, setPanelOpen] = useState(false)
  const key = ['simulator', 'mine', days, seed]
  const network = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => client.simulator.mine.estimates({ days, seed }, { signal }),
    staleTime: Infinity,
    retry: false,
  })
  const [reading, setReading] = useState(false)
  const readAgain = (): void => {
    mineStore.restart()
    setReading(true)
    queries
      .fetchQuery({
        queryKey: key,
        queryFn: ({ signal }) => client.simulator.mine.estimates({ days, seed, fresh: true }, { signal }),
        staleTime: 0,
        retry: false,
      })
      // the query shows its own problem
      .catch(() => undefined)
      .finally(() => setReading(false))
  }
  const cores = useQuery({
    queryKey: ['simulator', 'labs'],
    queryFn: ({ signal }) => client.simulator.labs.catalogue(undefined, { signal }),
    staleTime: Infinity,
  })
  const view = network.data
  const isReady = view !== undefined && view.missing.length === 0
  const panel = <WhatIfPanel identity={view?.identity} />

  const body = (() => {
    if (network.isError) return <ProblemPanel problem={asProblem(network.error)} retry={() => void network.refetch()} />
    if (!view) return <LoadingPanel title={t('network:mine.reading')} />
    return (
      <>
        {isReady ? (
          <ForecastCard cores={cores.data?.workers ?? 1} isPermanent={view.identity === 'PI'} />
        ) : (
          <MissingCard missing={view.missing} />
        )}
        <EstimatesCard view={view} reading={reading} onRefresh={readAgain} />
      </>
    )
  })()
  return (
    <Page
      title={t('common:nav.simulator')}
      tools={
        !wide && (
          <Button
            variant="default"
            leftSection={<IconAdjustmentsHorizontal size={15} aria-hidden />}
            onClick={() => setPanelOpen(true)}
            data-testid="open-settings"
          >
            {t('network:mine.whatIf.title')}
          </Button>
        )
      }
    >
      <div className={shared.layout}>
        <div className={shared.main} tabIndex={0} role="group" aria-label={t('common:nav.simulator')}>
          <BenchSwitch />
          <div className={experiment.intro}>
            <h2 className={experiment.question}>{t('network:mine.title')}</h2>
            <p className={classes.intro}>{t('network:mine.intro')}</p>
          </div>
          {body}
        </div>
        {wide && (
          <aside className={shared.aside} aria-label={t('network:mine.whatIf.title')}>
            {panel}
          </aside>
        )}
      </div>
      <Drawer
        opened={panelOpen && !wide}
        onClose={() => setPanelOpen(false)}
        position="right"
        size={360}
        title={t('network:mine.whatIf.title')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        {panel}
      </Drawer>
    </Page>
  )
}
