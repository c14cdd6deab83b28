import { useState } from 'react'
import { ActionIcon, Button, CloseButton, Tooltip } from '@mantine/core'
import { IconDownload, IconEye, IconFolder, IconLink } from '@tabler/icons-react'
import { Link } from 'wouter'
import { formatLink } from '../../../../main/contract/link.ts'
import type { SearchHit } from '../../../../main/contract/search.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { Copy } from '../../../components/copy.tsx'
import { FileIcon } from '../../../components/files/file-icon.tsx'
import { notifyDone } from '../../../components/feedback/notify.tsx'
import { PeerName } from '../../../components/peer-name.tsx'
import { PreviewDialog, type PreviewTarget } from '../../../components/preview/preview-dialog.tsx'
import { useThumbnail } from '../../../client/thumbnail.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useDownload } from '../results/use-download.ts'
import { offerOf, rankSources } from '../results/source-ranking.ts'
import { folderLink } from '../../../components/files/browse-link.ts'
import { MetadataList } from './metadata-list.tsx'
import { WhyCard } from './why-card.tsx'
import details from './details.module.css'
import { useText } from '../../../hooks/use-text.ts'
import classes from '../search.module.css'

/**
 * Everything known about one content: facts, root, each source with its trust (visible before any download), the
 * file's metadata and its other names. `transfer` is its latest download.
 */
export function DetailsPane({
  hit,
  transfer,
  snapshot,
  onClose,
}: {
  hit: SearchHit
  transfer: Transfer | undefined
  snapshot: number | undefined
  onClose: () => void
}) {
  const { t } = useText()
  const format = useFormat()
  const download = useDownload()
  const [previewing, setPreviewing] = useState(false)
  const [why, setWhy] = useState(false)
  const offer = offerOf(hit.sources)
  const picture = useThumbnail(hit.own ? hit.root : null)
  // Files in the library, downloaded or being downloaded can be previewed.
  const fetched = transfer && transfer.state !== 'failed' ? transfer : null
  const previewTarget: PreviewTarget | null = hit.own
    ? { kind: 'shared', id: hit.root, name: hit.name }
    : fetched && { kind: 'transfer', id: fetched.id, name: fetched.name }
  return (
    <aside className={classes.pane} aria-label={t('search:details')} data-testid="search-details" tabIndex={0}>
      <div className={classes.paneHead}>
        <FileIcon kind={hit.kind} size={24} />
        <h2 className={classes.paneTitle} title={hit.name}>
          {hit.name}
        </h2>
        <CloseButton size="sm" onClick={onClose} aria-label={t('common:close')} />
      </div>
      {picture && <img className={details.picture} src={picture} alt={t('search:picture', { name: hit.name })} />}
      <div className={details.buttons}>
        {previewTarget ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconEye size={15} aria-hidden />}
            onClick={() => setPreviewing(true)}
            data-testid="hit-preview"
          >
            {t('common:preview.title')}
          </Button>
        ) : (
          <Button
            size="xs"
            variant={offer === 'plain' ? 'filled' : 'default'}
            leftSection={<IconDownload size={15} aria-hidden />}
            disabled={offer === 'none'}
            loading={download.isPending}
            onClick={() => download.mutate({ hit })}
          >
            {t(`search:offer.${offer}`)}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconLink size={15} aria-hidden />}
          onClick={() =>
            void navigator.clipboard.writeText(formatLink(hit)).then(() => notifyDone(t('common:export.linkCopied')))
          }
        >
          {t('common:export.link')}
        </Button>
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
      <h3 className={classes.sub}>{t('search:sourcesTitle', { count: hit.sources.length })}</h3>
      {rankSources(hit.sources).map((source) => {
        const label = t('search:downloadFrom', { file: hit.name, peer: source.name || t('common:unnamed') })
        return (
          <div key={source.publicKey} className={classes.source}>
            <div className={classes.sourceMain}>
              <PeerName peer={source} link />
              <div className={`${classes.sourceFacts} truncate`} title={source.path}>
                {source.trust.u === null
                  ? t('search:word.little')
                  : t('search:sourceFacts', { u: format.score(source.trust.u), count: source.trust.count })}{' '}
                · {source.online ? t('common:online') : t('common:away')}
              </div>
            </div>
            {source.path.includes('/') && (
              <Tooltip label={t('search:showFolder')}>
                <ActionIcon
                  component={Link}
                  href={folderLink(source.publicKey, source.path)}
                  aria-label={`${t('search:showFolder')}: ${source.name || t('common:unnamed')}`}
                >
                  <IconFolder size={16} />
                </ActionIcon>
              </Tooltip>
            )}
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
      {hit.metadata && <MetadataList metadata={hit.metadata} />}
      {snapshot !== undefined && (
        <>
          <Button
            size="compact-xs"
            variant="subtle"
            ml={-8}
            mt={10}
            onClick={() => setWhy(!why)}
            aria-expanded={why}
            data-testid="why-here"
          >
            {t('search:why.title')}
          </Button>
          {why && <WhyCard snapshot={snapshot} root={hit.root} />}
        </>
      )}
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
      <PreviewDialog
        target={previewing ? previewTarget : null}
        coming={previewTarget?.kind === 'transfer' && fetched?.state !== 'done'}
        onClose={() => setPreviewing(false)}
      />
    </aside>
  )
}
