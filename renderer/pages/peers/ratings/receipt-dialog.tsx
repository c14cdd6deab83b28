import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconRefresh } from '@tabler/icons-react'
import type { NamedPeer, ReceiptView } from '../../../../main/contract/peers.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { Copy } from '../../../components/copy.tsx'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { PeerName } from '../../../components/peer-name.tsx'
import { ScoreMark } from '../../../components/trust/score-mark.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { Tag } from '../../../components/tag.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import shared from '../peers.module.css'
import classes from './ratings.module.css'

/** Identifies one rating: its author and its index in the author's log. */
export interface ReceiptName {
  rater: NamedPeer
  seq: number
}
export type OpenReceipt = (of: ReceiptName) => void

const SIGNS = {
  valid: ['accent', IconCircleCheck],
  invalid: ['bad', IconCircleX],
  missing: ['wait', IconAlertTriangle],
} as const

function Signature({ side, state }: { side: 'provider' | 'requester'; state: ReceiptView['signatures']['provider'] }) {
  const { t } = useText()
  const [tone, Icon] = SIGNS[state]
  return (
    <div>
      <dt>{t(`trust:receipt.signedBy.${side}`)}</dt>
      <dd data-testid={`signature-${side}`} data-state={state}>
        <Tag tone={tone} icon={<Icon size={13} aria-hidden />}>
          {t(`trust:receipt.state.${state}`)}
        </Tag>
      </dd>
    </div>
  )
}

function Long({ value, label }: { value: string; label: string }) {
  return (
    <span className={classes.long}>
      <span className="mono" title={value}>
        {value.slice(0, 12)}…{value.slice(-8)}
      </span>
      <Copy value={value} label={label} />
    </span>
  )
}

function Shown({ view }: { view: ReceiptView }) {
  const { t } = useText()
  const format = useFormat()
  const { rating, receipt, signatures } = view
  const rater = rating.own ? t('peers:youShort') : rating.rater.name || rating.rater.fingerprint
  return (
    <>
      <p className={classes.receiptRating}>
        <ScoreMark score={rating.score} />
        <span>{t('trust:receipt.rating', { rater, reason: t(`peers:reasons.${rating.reason}`) })}</span>
        <span className="quiet">{format.dateTime(rating.time)}</span>
      </p>
      {rating.comment && <p className={classes.comment}>{rating.comment}</p>}
      {receipt === null ? (
        <p className={shared.note}>{t('trust:receipt.none')}</p>
      ) : (
        <dl className={classes.receipt} data-testid="receipt">
          <Signature side="provider" state={signatures.provider} />
          <Signature side="requester" state={signatures.requester} />
          <div>
            <dt>{t('trust:receipt.provider')}</dt>
            <dd>
              <PeerName peer={receipt.provider} inline />
            </dd>
          </div>
          <div>
            <dt>{t('trust:receipt.requester')}</dt>
            <dd>
              <PeerName peer={receipt.requester} inline />
            </dd>
          </div>
          <div>
            <dt>{t('trust:receipt.outcome')}</dt>
            <dd>{t(`trust:outcome.${receipt.outcome}`)}</dd>
          </div>
          <div>
            <dt>{t('trust:receipt.bytes')}</dt>
            <dd className="tabular">
              {receipt.hidden
                ? t('trust:receipt.roundedBytes', { bytes: format.bytes(receipt.bytes) })
                : format.bytes(receipt.bytes)}
            </dd>
          </div>
          <div>
            <dt>{t('trust:receipt.started')}</dt>
            <dd className="tabular">{format.dateTime(receipt.started)}</dd>
          </div>
          <div>
            <dt>{t('trust:receipt.ended')}</dt>
            <dd className="tabular">{format.dateTime(receipt.ended)}</dd>
          </div>
          {receipt.name !== null && (
            <div>
              <dt>{t('trust:receipt.name')}</dt>
              <dd>
                <bdi>{receipt.name}</bdi>
              </dd>
            </div>
          )}
          <div>
            <dt>{t('trust:receipt.root')}</dt>
            <dd>
              {receipt.root === null ? (
                t('trust:receipt.hiddenRoot')
              ) : (
                <>
                  <Long value={receipt.root} label={t('search:copyRoot')} />
                  {receipt.hidden && <small className="quiet">{t('trust:receipt.onlyYou')}</small>}
                </>
              )}
            </dd>
          </div>
          <div>
            <dt>{t('trust:receipt.nonce')}</dt>
            <dd className="mono">{receipt.nonce.slice(0, 20)}…</dd>
          </div>
          <div>
            <dt>{t('trust:receipt.logs')}</dt>
            <dd>
              {t('trust:receipt.logsValue', {
                provider: receipt.providerLogLength,
                requester: receipt.requesterLogLength,
              })}
            </dd>
          </div>
        </dl>
      )}
    </>
  )
}

/** One rating in full: what both sides signed; the node verifies both signatures on request. */
export function ReceiptDialog({ of, onClose }: { of: ReceiptName | null; onClose: () => void }) {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const query = useQuery({
    queryKey: ['receipt', of?.rater.publicKey, of?.seq],
    queryFn: ({ signal }) => client.peers.receipt({ rater: of?.rater.publicKey ?? '', seq: of?.seq ?? 0 }, { signal }),
    enabled: of !== null,
    retry: false,
    staleTime: 0,
  })
  return (
    <Dialog opened={of !== null} onClose={onClose} title={t('trust:receipt.title')} size="lg">
      {query.data ? (
        <Shown view={query.data} />
      ) : query.error ? (
        <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />
      ) : (
        <LoadingPanel />
      )}
      {query.data?.receipt && (
        <Group justify="space-between" mt="md" gap="xs">
          <span className={shared.small} role="status">
            {t('trust:receipt.checked', { time: format.dateTime(query.data.checked) })}
          </span>
          <Button
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={query.isFetching}
            onClick={() => void query.refetch()}
          >
            {t('trust:receipt.again')}
          </Button>
        </Group>
      )}
    </Dialog>
  )
}
