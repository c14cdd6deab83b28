import { Button, Loader, Progress, VisuallyHidden } from '@mantine/core'
import type { ReplicationView } from '../../../../main/contract/catalogues.ts'
import { useAction } from '../../../client/queries.ts'
import { useStream } from '../../../client/streams/use-stream.ts'
import { PeerName } from '../../../components/peer-name.tsx'
import { ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { Tag } from '../../../components/tag.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import settingClasses from '../settings.module.css'
import classes from './search.module.css'

/** Maximum number of rows shown; the largest come first. */
const MAX_ROWS = 50
/** Above this fraction catalogues of offline peers are replaced by others. */
const NEARLY_FULL = 0.9

type Kept = ReplicationView['peers'][number]

function State({ cut, arriving, online }: Kept) {
  const { t } = useText()
  if (cut !== '') return <Tag tone="wait">{t(`settings:search.cut.${cut}`)}</Tag>
  if (arriving) {
    return (
      <span className={classes.state}>
        <Loader size={11} aria-hidden />
        {t('settings:search.arriving')}
      </span>
    )
  }
  return <span className={classes.state}>{t(online ? 'settings:search.whole' : 'settings:search.away')}</span>
}

function Meter({ text, share }: { text: string; share: number }) {
  return (
    <div className={classes.meter}>
      <span className="tabular">{text}</span>
      <Progress
        value={Math.min(100, share * 100)}
        size="sm"
        color={share >= NEARLY_FULL ? 'var(--hy-wait)' : undefined}
        aria-label={text}
      />
    </div>
  )
}

/** Catalogues of other peers stored here, their sizes, and which were truncated. */
export function KeptCatalogues() {
  const { t } = useText()
  const format = useFormat()
  const stream = useStream<ReplicationView>('catalogues.list', (client, signal) =>
    client.catalogues.list(undefined, { signal }),
  )
  const { data } = stream
  const forget = useAction((client, publicKey: string) => client.catalogues.forget({ publicKey }), {
    done: t('settings:saved'),
  })
  if (!data) return stream.error ? <ProblemPanel problem={stream.error} retry={stream.retry} /> : null
  return (
    <div className={classes.block} data-testid="kept-catalogues">
      <div className={settingClasses.label}>{t('settings:search.keptNow')}</div>
      <div className={classes.meters}>
        <Meter
          text={t('settings:search.keptFiles', {
            entries: format.number(data.entries),
            most: format.number(data.mostEntries),
          })}
          share={data.entries / data.mostEntries}
        />
        <Meter
          text={t('settings:search.keptBytes', {
            bytes: format.bytes(data.bytes),
            mostBytes: format.bytes(data.mostBytes),
          })}
          share={data.bytes / data.mostBytes}
        />
      </div>
      {data.peers.length === 0 ? (
        <div className={settingClasses.text}>{t('settings:search.nobody')}</div>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t('settings:search.column.peer')}</th>
              <th data-end>{t('settings:search.column.entries')}</th>
              <th data-end>{t('settings:search.column.bytes')}</th>
              <th>{t('settings:search.column.state')}</th>
              <th>
                <VisuallyHidden>{t('common:actions')}</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.peers.slice(0, MAX_ROWS).map((kept) => (
              <tr key={kept.peer.publicKey}>
                <td>
                  <PeerName peer={kept.peer} inline link />
                </td>
                <td data-end>
                  {kept.allowance > 0
                    ? t('settings:search.of', {
                        entries: format.number(kept.entries),
                        most: format.number(kept.allowance),
                      })
                    : format.number(kept.entries)}
                </td>
                <td data-end>{format.bytes(kept.bytes)}</td>
                <td>
                  <State {...kept} />
                </td>
                <td data-end>
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    disabled={forget.isPending}
                    onClick={() => forget.mutate(kept.peer.publicKey)}
                    aria-label={t('settings:search.forgetOf', { name: kept.peer.name || t('common:unnamed') })}
                  >
                    {t('settings:search.forget')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data.peers.length > MAX_ROWS && (
        <div className={settingClasses.text}>
          {t('settings:search.others', { count: data.peers.length - MAX_ROWS })}
        </div>
      )}
    </div>
  )
}
