import { useState } from 'react'
import { ActionIcon, Button, Menu, RingProgress } from '@mantine/core'
import { IconCheck, IconChevronDown, IconDownload, IconHistory, IconPlayerPause } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { SearchHit } from '../../../../main/contract/search.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { useAction } from '../../../client/queries.ts'
import { PeerName } from '../../../components/peer-name.tsx'
import { Tag } from '../../../components/tag.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { pickSource, rankSources, type Source } from './pick-source.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from '../search.module.css'

/** Peers besides the first one that a download is told of. */
const MOST_OTHERS = 64

/** Starts a download of `hit`: from `source` first if one is given, else from whom the node picks by trust; the others help. */
export function useDownload() {
  return useAction((client, { hit, source, paused = false }: { hit: SearchHit; source?: Source; paused?: boolean }) => {
    const others = rankSources(hit.sources).filter(({ trust, publicKey }) => trust.decision !== 'bad' && publicKey !== source?.publicKey)
    return client.transfers.download({
      root: hit.root, name: hit.name, size: hit.size, paused,
      peers: others.slice(0, MOST_OTHERS).map(({ publicKey }) => publicKey),
      ...(source && { peer: source.publicKey }),
    })
  })
}

interface DownloadCellProps {
  hit: SearchHit
  transfer: Transfer | undefined
  tabIndex: number
}

/** Own mark, progress of a running download, or the button with a menu of sources. */
export function DownloadCell({ hit, transfer, tabIndex }: DownloadCellProps) {
  const { t } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const download = useDownload()
  // a menu of each row costs more than the row: it is made when somebody comes near
  const [near, setNear] = useState(false)
  if (hit.own)
    return (
      <span className={classes.actions}>
        <Tag tone="good" icon={<IconCheck size={12} aria-hidden />}>
          {t('search:own')}
        </Tag>
      </span>
    )
  if (transfer && transfer.state !== 'failed') {
    const share = transfer.size > 0 ? transfer.moved / transfer.size : 0
    const text =
      transfer.state === 'done'
        ? t('search:fetched')
        : transfer.state === 'active'
          ? format.percent(share)
          : t(`search:running.${transfer.state}`)
    return (
      <span className={classes.actions}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          tabIndex={tabIndex}
          onClick={() => navigate('/transfers')}
          title={t('search:showTransfer')}
          leftSection={
            transfer.state === 'done' ? (
              <IconCheck size={14} aria-hidden />
            ) : (
              <RingProgress size={18} thickness={3} sections={[{ value: share * 100, color: 'var(--hy-accent)' }]} aria-hidden />
            )
          }
        >
          <span className={classes.state}>{text}</span>
        </Button>
      </span>
    )
  }
  const best = pickSource(hit.sources)
  const before = hit.downloaded === true
  const label = best
    ? t('search:downloadFrom', { file: hit.name, peer: best.name || t('common:unnamed') })
    : t('search:allExcluded')
  return (
    <span className={classes.actions} onPointerEnter={() => setNear(true)}>
      {before && (
        <span className={classes.before} title={t('search:downloadedBefore')}>
          <IconHistory size={15} role="img" aria-label={t('search:downloadedBefore')} />
        </span>
      )}
      <span className={classes.standing} title={label}>
          <ActionIcon
            variant="light"
            color="indigo"
            tabIndex={tabIndex}
            disabled={!best}
            loading={download.isPending}
            aria-label={label}
            data-testid="download-button"
            onClick={() => download.mutate({ hit })}
          >
            <IconDownload size={16} />
          </ActionIcon>
      </span>
      {!near && tabIndex !== 0 ? (
        <ActionIcon tabIndex={-1} size={22} aria-haspopup="menu" aria-expanded={false} aria-label={t('search:chooseSource', { file: hit.name })} data-testid="source-menu" disabled={hit.sources.length === 0}>
          <IconChevronDown size={14} />
        </ActionIcon>
      ) : (
      <Menu width={320}>
        <Menu.Target>
          <ActionIcon
            tabIndex={tabIndex}
            size={22}
            aria-label={t('search:chooseSource', { file: hit.name })}
            data-testid="source-menu"
            disabled={hit.sources.length === 0}
          >
            <IconChevronDown size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPlayerPause size={15} />} disabled={!best} onClick={() => download.mutate({ hit, paused: true })}>
            {t('search:addPaused')}
          </Menu.Item>
          <Menu.Label>{t('search:downloadFromWhom')}</Menu.Label>
          {rankSources(hit.sources).map((source) => (
            <Menu.Item
              key={source.publicKey}
              onClick={() => download.mutate({ hit, source })}
              disabled={source.trust.decision === 'bad'}
              rightSection={
                <span className="quiet tabular">
                  {format.score(source.trust.u)} · {source.online ? t('common:online') : t('common:away')}
                </span>
              }
            >
              <PeerName peer={source} inline />
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      )}
    </span>
  )
}
