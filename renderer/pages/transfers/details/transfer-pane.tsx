import { Button, CloseButton, Select } from '@mantine/core'
import { Link } from 'wouter'
import { PRIORITIES } from '../../../../main/contract/transfers.ts'
import { useAction } from '../../../client/queries.ts'
import { useTransferDetails } from '../../../client/streams/streams.ts'
import { Copy } from '../../../components/copy.tsx'
import { Sparkline } from '../../../components/sparkline.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { sentences } from '../../../locales/sentences.ts'
import { useText } from '../../../hooks/use-text.ts'
import { isBlockedByExclusion, ReadmitAction } from '../excluded-action.tsx'
import { stateText } from '../transfer-state.ts'
import classes from './details.module.css'
import { PieceMapView } from './piece-map.tsx'
import { SourceList } from './source-list.tsx'
import { scaled, useHistory } from './use-history.ts'

/** Details of one transfer: state and reason, pieces, and sources. */
export function TransferPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, i18n } = useText()
  const format = useFormat()
  const stream = useTransferDetails(id)
  const rates = useHistory(stream.data?.transfer.rate ?? 0, stream.data)
  const setPriority = useAction((client, priority: (typeof PRIORITIES)[number]) =>
    client.transfers.setPriority({ id, priority }),
  )
  const { data } = stream
  const head = (
    <div className={classes.head}>
      <h2 className={classes.title} title={data?.transfer.name} dir="auto">
        {data?.transfer.name ?? t('common:loading')}
      </h2>
      <CloseButton size="sm" onClick={onClose} aria-label={t('common:close')} />
    </div>
  )
  const body = (() => {
    if (!data) return stream.error ? <ProblemPanel problem={stream.error} retry={stream.retry} /> : <LoadingPanel />
    const { transfer, pieces, sources } = data
    const state = stateText(transfer, t, i18n.language, format)
    const ended = transfer.state === 'done' || transfer.state === 'failed'
    return (
      <>
        <p className={classes.state} data-tone={state.tone}>
          {sentences(state.text, state.hint)}
        </p>
        {transfer.problem?.code === 'EXCLUDED' && (
          <div className={classes.commands}>
            {isBlockedByExclusion(transfer) && <ReadmitAction transfer={transfer} />}
            <Button size="xs" variant="default" component={Link} href={`/peers/${transfer.peer.publicKey}`}>
              {t('transfers:showPeer')}
            </Button>
          </div>
        )}
        {transfer.state === 'active' && (
          <div className={classes.speed}>
            <Sparkline values={scaled(rates)} color="var(--hy-accent)" width={160} height={36} />
            <span className="tabular">{format.rate(transfer.rate)}</span>
          </div>
        )}
        {pieces && <PieceMapView pieces={pieces} />}
        <dl className={classes.facts}>
          <dt>{t('common:size')}</dt>
          <dd className="tabular">
            {t('transfers:ofSize', { moved: format.bytes(transfer.moved), size: format.bytes(transfer.size) })}
          </dd>
          <dt>{t('transfers:started')}</dt>
          <dd className="tabular">{format.dateTime(transfer.started)}</dd>
          {transfer.announced !== undefined && (
            <>
              <dt>{t('transfers:announced')}</dt>
              <dd dir="auto" data-testid="announced-name" title={t('transfers:announcedHint')}>
                {transfer.announced}
              </dd>
            </>
          )}
          {transfer.path && (
            <>
              <dt>{t('transfers:path')}</dt>
              <dd>{transfer.path}</dd>
            </>
          )}
          <dt>{t('transfers:root')}</dt>
          <dd className={classes.root}>
            <span className="mono" title={transfer.root}>
              {transfer.root.slice(0, 8)}…{transfer.root.slice(-8)}
            </span>
            <Copy value={transfer.root} label={t('search:copyRoot')} />
          </dd>
          {transfer.direction === 'down' && !ended && (
            <>
              <dt id="transfer-priority">{t('transfers:priority.label')}</dt>
              <dd>
                <Select
                  size="xs"
                  maw={130}
                  aria-labelledby="transfer-priority"
                  value={transfer.priority}
                  allowDeselect={false}
                  onChange={(value) => {
                    const wanted = PRIORITIES.find((one) => one === value)
                    if (wanted) setPriority.mutate(wanted)
                  }}
                  data={PRIORITIES.map((value) => ({ value, label: t(`transfers:priority.${value}`) }))}
                />
              </dd>
            </>
          )}
        </dl>
        <h3 className={classes.sub}>
          {transfer.direction === 'down'
            ? t('transfers:sources.title', { count: sources.length })
            : t('transfers:sources.to')}
        </h3>
        <SourceList sources={sources} direction={transfer.direction} />
      </>
    )
  })()
  return (
    <aside className={classes.pane} aria-label={t('transfers:details')} tabIndex={0} data-testid="transfer-details">
      {head}
      {body}
    </aside>
  )
}
