import { useState } from 'react'
import type { PeerRow } from '../../../../main/contract/peers.ts'
import { useAction } from '../../../client/queries.ts'
import { useLogRecovery } from '../../../client/streams/streams.ts'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { RatingForm, type GivenRating } from '../../../components/ratings/rating-form.tsx'

/** Rates a peer manually. It keeps the peer that it was opened for. */
export function RateModal({ peer, opened, onClose }: { peer: PeerRow; opened: boolean; onClose: () => void }) {
  const { t } = useText()
  const [comment, setComment] = useState('')
  const waits = useLogRecovery().data?.held ?? false
  const then = (): void => {
    setComment('')
    onClose()
  }
  const rate = useAction(
    (client, { score, comment }: GivenRating) => client.peers.rate({ publicKey: peer.publicKey, score, comment }),
    { done: t(waits ? 'peers:rate.waits' : 'peers:rate.done'), then },
  )
  return (
    <Dialog opened={opened} onClose={onClose} title={t('peers:rate.title', { name: peer.name || peer.fingerprint })}>
      <RatingForm
        name="rate"
        send={t('peers:rate.send')}
        comment={comment}
        onComment={setComment}
        pending={rate.isPending}
        onSend={rate.mutate}
        onCancel={onClose}
      />
    </Dialog>
  )
}
