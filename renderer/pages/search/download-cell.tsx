import { ActionIcon, Button, Menu, RingProgress, Tooltip } from '@mantine/core'
import { IconCheck, IconChevronDown, IconDownload } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { SearchHit } from '../../../main/contract/search.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { useAction } from '../../client/queries.ts'
import { PeerName } from '../../components/peer-name.tsx'
import { Tag } from '../../components/tag.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { pickSource, rankSources, type Source } from './pick-source.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './search.module.css'

/** Starts a download of `hit` from one source. */
export function useDownload() {
  return useAction((client, { hit, source }: { hit: SearchHit; source: Source }) =>
    client.transfers.download({ root: hit.root, name: hit.name, size: hit.size, peer: source.publicKey }),
  )
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
  const label = best
    ? t('search:downloadFrom', { file: hit.name, peer: best.name || t('common:unnamed') })
    : t('search:allExcluded')
  return (
    <span className={classes.actions}>
      <Tooltip label={label}>
        <span className={classes.standing}>
          <ActionIcon
            variant="light"
            color="indigo"
            tabIndex={tabIndex}
            disabled={!best}
            loading={download.isPending}
            aria-label={label}
            data-testid="download-button"
            onClick={() => best && download.mutate({ hit, source: best })}
          >
            <IconDownload size={16} />
          </ActionIcon>
        </span>
      </Tooltip>
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
    </span>
  )
}
