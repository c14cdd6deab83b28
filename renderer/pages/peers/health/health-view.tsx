import { useState } from 'react'
import { Button, Select, SegmentedControl } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { IconHeartbeat, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { HealthView as Health } from '../../../../main/contract/simulator.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { usePeers } from '../../../client/streams/streams.ts'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { Page } from '../../../components/page/page.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { PeersViewLinks } from '../peers-view-links.tsx'
import { HealthCards } from './health-cards.tsx'
import { HealthTable } from './health-table.tsx'
import classes from './health.module.css'

const PERIODS = [7, 30, 90] as const
const FORMS = ['charts', 'table'] as const

/** Whether anything has been counted. */
const isEmpty = ({ parts }: Health): boolean =>
  parts.every(({ requests, exclusions, newcomers, turnover }) =>
    [requests, exclusions, newcomers, turnover.value ?? 0].every((value) => value === 0),
  )

/** How the community fares over time, as far as this node sees it. */
export function HealthView() {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const [days, setDays] = useSessionStorage<number>({
    key: 'hyoban.health.days',
    defaultValue: 30,
    getInitialValueInEffect: false,
  })
  const [form, setForm] = useState<(typeof FORMS)[number]>('charts')
  const peers = usePeers()
  const health = useQuery({
    queryKey: ['health', days],
    queryFn: ({ signal }) => client.simulator.mine.health({ days }, { signal }),
    retry: false,
  })
  const data = health.data
  const rated = (peers.data ?? []).filter(({ trust }) => trust.count > 0)
  const body = (() => {
    if (health.isError) return <ProblemPanel problem={asProblem(health.error)} retry={() => void health.refetch()} />
    if (!data) return <LoadingPanel title={t('network:health.reading')} />
    if (isEmpty(data) && rated.length === 0)
      return (
        <StatePanel
          icon={<IconHeartbeat size={24} />}
          title={t('network:health.none')}
          text={t('network:health.noneText')}
        />
      )
    return form === 'table' ? <HealthTable health={data} /> : <HealthCards health={data} peers={rated} />
  })()
  return (
    <Page
      title={t('common:nav.peers')}
      head={<PeersViewLinks view="health" />}
      scroll
      tools={
        <>
          <Select
            size="xs"
            w={116}
            aria-label={t('network:health.days')}
            value={String(days)}
            allowDeselect={false}
            data={PERIODS.map((period) => ({
              value: String(period),
              label: t('network:mine.settings.daysValue', { count: period }),
            }))}
            onChange={(value) => value && setDays(Number(value))}
            data-testid="health-days"
          />
          <SegmentedControl
            value={form}
            onChange={(value) => setForm(FORMS.find((one) => one === value) ?? 'charts')}
            aria-label={t('network:health.form')}
            data={FORMS.map((value) => ({ value, label: t(`network:health.${value}`) }))}
            data-testid="health-form"
          />
        </>
      }
    >
      <div className={classes.health} data-testid="health">
        <div className={classes.head}>
          <div className={classes.headText}>
            <h2 className={classes.title}>{t('network:health.title')}</h2>
            <p className={classes.intro}>{t('network:health.intro')}</p>
          </div>
          {data && (
            <div className={classes.read}>
              <span className={classes.small}>
                {t('network:health.asOf', { time: format.moment(data.time, data.time) })}
              </span>
              <Button
                variant="default"
                size="compact-sm"
                leftSection={<IconRefresh size={14} aria-hidden />}
                loading={health.isFetching}
                onClick={() => void health.refetch()}
              >
                {t('network:health.refresh')}
              </Button>
            </div>
          )}
        </div>
        {body}
      </div>
    </Page>
  )
}
