import { ActionIcon, CloseButton, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { SearchHit } from '../../../main/contract/search.ts'
import { Copy } from '../../components/copy.tsx'
import { FileIcon } from '../../components/file-icon.tsx'
import { PeerName } from '../../components/peer-name.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useDownload } from './download-cell.tsx'
import { rankSources } from './pick-source.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './search.module.css'

/** Everything known of one content: names, facts, root, and each source with its trust. */
export function DetailsPane({ hit, onClose }: { hit: SearchHit; onClose: () => void }) {
  const { t } = useText()
  const format = useFormat()
  const download = useDownload()
  return (
    <aside className={classes.pane} aria-label={t('search:details')} data-testid="search-details" tabIndex={0}>
      <div className={classes.paneHead}>
        <FileIcon kind={hit.kind} size={24} />
        <h2 className={classes.paneTitle} title={hit.name}>
          {hit.name}
        </h2>
        <CloseButton size="sm" onClick={onClose} aria-label={t('common:close')} />
      </div>
      <dl className={classes.facts}>
        <dt>{t('common:size')}</dt>
        <dd className="tabular">{format.bytes(hit.size)}</dd>
        <dt>{t('common:kind')}</dt>
        <dd>{t(`common:kinds.${hit.kind}`)}</dd>
        <dt>{t('common:modified')}</dt>
        <dd className="tabular">{format.dateTime(hit.modified)}</dd>
        <dt>
          <Tooltip label={t('search:rootExplained')}>
            <span tabIndex={0} role="note">
              {t('search:root')}
            </span>
          </Tooltip>
        </dt>
        <dd style={{ display: 'flex', alignItems: 'center', gap: 4, marginBlock: -3 }}>
          <span className="mono" title={hit.root}>
            {hit.root.slice(0, 8)}…{hit.root.slice(-8)}
          </span>
          <Copy value={hit.root} label={t('search:copyRoot')} />
        </dd>
      </dl>
      {hit.otherNames.length > 0 && (
        <>
          <h3 className={classes.sub}>{t('search:otherNames')}</h3>
          <ul className={classes.otherNames}>
            {hit.otherNames.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </>
      )}
      <h3 className={classes.sub}>{t('search:sourcesTitle', { count: hit.sources.length })}</h3>
      {rankSources(hit.sources).map((source) => {
        const label = t('search:downloadFrom', { file: hit.name, peer: source.name || t('common:unnamed') })
        return (
          <div key={source.publicKey} className={classes.source}>
            <div className={classes.sourceMain}>
              <PeerName peer={source} link />
              <div className={`${classes.sourceFacts} truncate`} title={source.path}>
                {t('search:sourceFacts', { u: format.score(source.trust.u), count: source.trust.count })} ·{' '}
                {source.online ? t('common:online') : t('common:away')}
              </div>
            </div>
            {!hit.own && (
              <Tooltip label={source.trust.decision === 'bad' ? t('search:excludedSource') : label}>
                <ActionIcon
                  aria-label={label}
                  disabled={source.trust.decision === 'bad'}
                  onClick={() => download.mutate({ hit, source })}
                >
                  <IconDownload size={16} />
                </ActionIcon>
              </Tooltip>
            )}
          </div>
        )
      })}
    </aside>
  )
}
