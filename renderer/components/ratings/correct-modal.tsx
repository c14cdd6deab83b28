import { useState } from 'react'
import { useAction } from '../../client/queries.ts'
import { Dialog } from '../dialogs/dialog.tsx'
import { useLogRecovery } from '../../client/streams/streams.ts'
import { useText } from '../../hooks/use-text.ts'
import { RatingForm, type GivenRating } from './rating-form.tsx'

interface CorrectModalProps {
  title: string
  of: { transferId: string } | { seq: number }
  opened: boolean
  onClose: () => void
}

/** Corrects the user's rating of one transfer by appending a newer one. */
export function CorrectModal({ title, of, opened, onClose }: CorrectModalProps) {
  const { t } = useText()
  const [comment, setComment] = useState('')
  const waits = useLogRecovery().data?.held ?? false
  const then = (): void => {
    setComment('')
    onClose()
  }
  const correct = useAction((client, input: GivenRating) => client.peers.correct({ of, ...input }), {
    done: t(waits ? 'trust:correct.waits' : 'trust:correct.done'),
    then,
  })
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <RatingForm
        withReason
        name="correct"
        send={t('trust:correct.send')}
        comment={comment}
        onComment={setComment}
        pending={correct.isPending}
        onSend={correct.mutate}
        onCancel={onClose}
      />
    </Dialog>
  )
}
