import { Button, Progress, VisuallyHidden } from '@mantine/core'
import type { ReplicationView } from '../../../../main/contract/catalogues.ts'
import { useAction } from '../../../client/queries.ts'
import { useStream } from '../../../client/use-stream.ts'
import { PeerName } from '../../../components/peer-name.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import settingClasses from '../settings.module.css'
import classes from './search.module.css'

/** Rows that are shown; the largest come first. */
const MOST = 50

/** Whose catalogues are kept here, how much of each, and which were cut. */
export function KeptCatalogues() {
  const { t } = useText()
  const format = useFormat()
  const { data } = useStream<ReplicationView>('catalogues.list', (client, signal) => client.catalogues.list(undefined, { signal }))
  const forget = useAction((client, publicKey: string) => client.catalogues.forget({ publicKey }), { done: t('settings:saved') })
  if (!data) return null
  const share = Math.max(data.entries / data.mostEntries, data.bytes / data.mostBytes)
  return (
    <div className={classes.block} data-testid="kept-catalogues">
      <div className={settingClasses.label}>{t('settings:search.keptNow')}</div>
      <div className={settingClasses.text}>
        {t('settings:search.keptSum', { entries: format.number(data.entries), most: format.number(data.mostEntries), bytes: format.bytes(data.bytes), mostBytes: format.bytes(data.mostBytes) })}
      </div>
      <Progress value={Math.min(100, share * 100)} size="sm" my={6} aria-label={t('settings:search.keptNow')} />
      {data.peers.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t('settings:search.column.peer')}</th>
              <th>{t('settings:search.column.entries')}</th>
              <th>{t('settings:search.column.bytes')}</th>
              <th>{t('settings:search.column.state')}</th>
              <th>
                <VisuallyHidden>{t('common:actions')}</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.peers.slice(0, MOST).map(({ peer, entries, allowance, bytes, cut, arriving, online }) => (
              <tr key={peer.publicKey}>
                <td>
                  <PeerName peer={peer} inline link />
                </td>
                <td className="tabular">{t('settings:search.of', { entries: format.number(entries), most: format.number(allowance) })}</td>
                <td className="tabular">{format.bytes(bytes)}</td>
                <td>{cut !== '' ? t(`settings:search.cut.${cut}`) : arriving ? t('settings:search.arriving') : online ? t('settings:search.whole') : t('settings:search.away')}</td>
                <td>
                  <Button variant="subtle" size="compact-xs" disabled={forget.isPending} onClick={() => forget.mutate(peer.publicKey)}>
                    {t('settings:search.forget')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
