import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconStar, IconUserQuestion } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import type { PeerDetail } from '../../../main/contract/peers.ts'
import { usePeer } from '../../client/streams.ts'
import { Copy } from '../../components/copy.tsx'
import { Page } from '../../components/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/state-panel.tsx'
import { Tag } from '../../components/tag.tsx'
import { TrustDot } from '../../components/trust-dot.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import type { Formats } from '../../locales/format.ts'
import { RateModal } from './rate-modal.tsx'
import { RatingsTable } from './ratings-table.tsx'
import { Timeline } from './timeline.tsx'
import { TrustCard } from './trust-card.tsx'
import { ratingsToChange, recentFailures } from './verdict.ts'
import { useText, type Translate } from '../../hooks/use-text.ts'
import classes from './peers.module.css'

/** The decision in a sentence, and what would change it in another. */
function verdict(detail: PeerDetail, t: Translate, format: Formats): { sentence: string; advice: string } {
  const {
    peer: { trust, excludedSince },
    formula,
  } = detail
  const numbers = { u: format.score(trust.u), threshold: format.score(formula.exclusionThreshold), ...recentFailures(detail) }
  if (trust.decision === 'bad') {
    const good = ratingsToChange(detail, 1)
    return {
      sentence: t(excludedSince === null ? 'peers:verdict.bad' : 'peers:verdict.badSince', {
        ...numbers,
        since: excludedSince === null ? '' : format.moment(excludedSince, Date.now()),
      }),
      advice: good === null ? t('peers:verdict.badForLong') : t('peers:verdict.badUntil', { count: good }),
    }
  }
  if (trust.decision === 'good') {
    const bad = ratingsToChange(detail, 0)
    return {
      sentence: t('peers:verdict.good', numbers),
      advice: bad === null ? t('peers:verdict.goodForLong') : t('peers:verdict.goodUntil', { count: bad }),
    }
  }
  const missing = Math.max(0, formula.minRatings - trust.count)
  return {
    sentence:
      trust.count === 0 ? t('peers:verdict.unrated') : t('peers:verdict.new', { count: trust.count, min: formula.minRatings }),
    advice: t('peers:verdict.newUntil', { count: missing }),
  }
}

/** One peer: may I trust it, and why. */
export function PeerPage({ publicKey }: { publicKey: string }) {
  const { t } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const [rating, setRating] = useState(false)
  const stream = usePeer(publicKey)
  const detail = stream.data
  const back = (
    <Button variant="subtle" color="gray" leftSection={<IconArrowLeft size={15} aria-hidden />} component={Link} href="/peers">
      {t('peers:back')}
    </Button>
  )
  if (!detail) {
    const unknown = stream.error?.code === 'NOT_FOUND' || stream.error?.code === 'BAD_INPUT'
    return (
      <Page title={t('peers:title')} tools={back}>
        {unknown ? (
          <StatePanel icon={<IconUserQuestion size={24} />} title={t('peers:unknown.title')} text={t('peers:unknown.text')}>
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
  const { sentence, advice } = verdict(detail, t, format)
  return (
    <Page
      scroll
      title={t('peers:title')}
      tools={
        <>
          {back}
          <Button leftSection={<IconStar size={15} aria-hidden />} onClick={() => setRating(true)} data-testid="rate-button">
            {t('peers:rate.open')}
          </Button>
        </>
      }
    >
      <div className={classes.detail} data-testid="peer-page">
        <div className={classes.head}>
          <TrustDot decision={peer.trust.decision} size={14} />
          <h2 className={classes.title}>{peer.name || t('common:unnamed')}</h2>
          <span className={classes.meta}>
            <span className="mono quiet">{peer.fingerprint}</span>
            <Copy value={peer.publicKey} label={t('peers:copyKey')} />
          </span>
          <Tag tone={peer.online ? 'good' : 'new'}>{peer.online ? t('common:online') : t('common:away')}</Tag>
        </div>
        <div className={classes.verdict} data-tone={peer.trust.decision} role="status" data-testid="verdict">
          <div>
            <p className={classes.sentence}>{sentence}</p>
            <p className={classes.advice}>{advice}</p>
          </div>
        </div>
        <div className={classes.cards}>
          <TrustCard detail={detail} />
          <section className={classes.card} aria-labelledby="timeline-title">
            <h2 className={classes.cardTitle} id="timeline-title">
              {t('peers:timeline.title')}
            </h2>
            <Timeline points={detail.timeline} threshold={detail.formula.exclusionThreshold} />
            <dl className={classes.facts} style={{ marginTop: 16 }}>
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
          </section>
        </div>
        <RatingsTable ratings={detail.ratings} />
      </div>
      <RateModal peer={peer} opened={rating} onClose={() => setRating(false)} />
    </Page>
  )
}
