import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconFolderSearch, IconStar, IconUserQuestion } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import type { RatingView } from '../../../main/contract/peers.ts'
import { useDecisions, usePeer } from '../../client/streams/streams.ts'
import { Copy } from '../../components/copy.tsx'
import { Page } from '../../components/page/page.tsx'
import { Presence } from '../../components/presence.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/feedback/state-panel.tsx'
import { Tag } from '../../components/tag.tsx'
import { DecisionChip } from '../../components/trust/decision-chip.tsx'
import { TrustDot } from '../../components/trust/trust-dot.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { browseLink } from '../../components/files/browse-link.ts'
import { CorrectModal } from '../../components/ratings/correct-modal.tsx'
import { DecideButtons } from './decide-buttons.tsx'
import { useLimitedText } from './limited-text.ts'
import { DecisionsTable } from './decisions-table.tsx'
import { ContributionsCard } from './trust/contributions-card.tsx'
import { RateModal } from './ratings/rate-modal.tsx'
import { RatersCard } from './trust/raters-card.tsx'
import { RatingsTable } from './ratings/ratings-table.tsx'
import { ReceiptDialog, type ReceiptName } from './ratings/receipt-dialog.tsx'
import { SourcesCard } from './trust/sources-card.tsx'
import { StrongestCard } from './trust/strongest-card.tsx'
import { Timeline } from './trust/timeline.tsx'
import { TrustCard } from './trust/trust-card.tsx'
import { VerdictPanel } from './trust/verdict-panel.tsx'
import { useText } from '../../hooks/use-text.ts'
import shared from './peers.module.css'
import classes from './peer-page.module.css'

function HistoryCard({ publicKey }: { publicKey: string }) {
  const { t } = useText()
  const rows = useDecisions(publicKey).data ?? []
  return (
    <section className={shared.card} aria-labelledby="history-title">
      <h2 className={shared.cardTitle} id="history-title">
        {t('trust:history.title')}
      </h2>
      <DecisionsTable rows={rows} />
    </section>
  )
}

/** One peer: whether it can be trusted, and why. */
export function PeerPage({ publicKey }: { publicKey: string }) {
  const { t } = useText()
  const format = useFormat()
  const limitedText = useLimitedText()
  const [, navigate] = useLocation()
  const [rating, setRating] = useState(false)
  const [receipt, setReceipt] = useState<ReceiptName | null>(null)
  const [correcting, setCorrecting] = useState<RatingView | null>(null)
  const stream = usePeer(publicKey)
  const detail = stream.data
  const back = (
    <Button
      variant="subtle"
      color="gray"
      leftSection={<IconArrowLeft size={15} aria-hidden />}
      component={Link}
      href="/peers"
    >
      {t('peers:back')}
    </Button>
  )
  if (!detail) {
    const unknown = stream.error?.code === 'NOT_FOUND' || stream.error?.code === 'BAD_INPUT'
    return (
      <Page title={t('peers:title')} tools={back}>
        {unknown ? (
          <StatePanel
            icon={<IconUserQuestion size={24} />}
            title={t('peers:unknown.title')}
            text={t('peers:unknown.text')}
          >
            <Button variant="default" onClick={() => navigate('/peers')}>
              {t('peers:back')}
            </Button>
          </StatePanel>
        ) : stream.error ? (
          <ProblemPanel problem={stream.error} retry={stream.retry} />
        ) : (
          <LoadingPanel />
        )}
      </Page>
    )
  }
  const { peer } = detail
  const { explanation } = detail
  return (
    <Page
      scroll
      title={t('peers:title')}
      tools={
        <>
          {back}
          <Button
            variant="default"
            leftSection={<IconFolderSearch size={15} aria-hidden />}
            component={Link}
            href={browseLink(publicKey)}
            data-testid="browse-shares"
          >
            {t('peers:browse')}
          </Button>
          <DecideButtons detail={detail} />
          <Button
            leftSection={<IconStar size={15} aria-hidden />}
            onClick={() => setRating(true)}
            data-testid="rate-button"
          >
            {t('peers:rate.open')}
          </Button>
        </>
      }
    >
      <div className={classes.detail} data-testid="peer-page">
        <div className={classes.head}>
          <TrustDot standing={peer.trust.standing} size={14} />
          <h2 className={classes.title}>{peer.name || t('common:unnamed')}</h2>
          <span className={classes.meta}>
            <span className="mono quiet">{peer.fingerprint}</span>
            <Copy value={peer.publicKey} label={t('peers:copyKey')} />
          </span>
          <Presence online={peer.online} word />
          <DecisionChip override={peer.trust.override} />
          {peer.conflict && <Tag tone="bad">{t('trust:conflict')}</Tag>}
          {peer.limited.length > 0 && (
            <span data-testid="peer-limited">
              <Tag tone="wait" title={t('peers:limitedText')}>
                {limitedText(peer.limited)}
              </Tag>
            </span>
          )}
        </div>
        <dl className={classes.facts}>
          <div>
            <dt>{t('peers:shared')}</dt>
            <dd>{t('peers:filesAndBytes', { count: peer.sharedFiles, size: format.bytes(peer.sharedBytes) })}</dd>
          </div>
          <div>
            <dt>{t('peers:received')}</dt>
            <dd>{format.bytes(peer.received)}</dd>
          </div>
          <div>
            <dt>{t('peers:given')}</dt>
            <dd>{format.bytes(peer.given)}</dd>
          </div>
          <div>
            <dt>{t('peers:seen')}</dt>
            <dd>
              {peer.online
                ? t('peers:now')
                : peer.lastSeen === null
                  ? t('peers:never')
                  : format.moment(peer.lastSeen, Date.now())}
            </dd>
          </div>
        </dl>
        <VerdictPanel detail={detail} />
        <div className={classes.cards}>
          <TrustCard detail={detail} />
          <section className={shared.card} aria-labelledby="timeline-title">
            <h2 className={shared.cardTitle} id="timeline-title">
              {t('peers:timeline.title')}
            </h2>
            <Timeline points={detail.timeline} threshold={explanation.bars.threshold} />
          </section>
        </div>
        <SourcesCard explanation={explanation} />
        <StrongestCard strongest={explanation.strongest} onOpen={setReceipt} />
        <div className={classes.halves}>
          <RatersCard raters={explanation.raters} />
          <ContributionsCard detail={detail} />
        </div>
        <HistoryCard publicKey={publicKey} />
        <RatingsTable ratings={detail.ratings} onOpen={setReceipt} onCorrect={setCorrecting} />
      </div>
      <ReceiptDialog of={receipt} onClose={() => setReceipt(null)} />
      {correcting && (
        <CorrectModal
          key={correcting.seq}
          title={t('trust:correct.title', { name: peer.name || peer.fingerprint })}
          of={{ seq: correcting.seq }}
          opened
          onClose={() => setCorrecting(null)}
        />
      )}
      <RateModal peer={peer} opened={rating} onClose={() => setRating(false)} />
    </Page>
  )
}
