import { useState } from 'react'
import { Button, Group, NativeSelect, SegmentedControl, Text, Textarea } from '@mantine/core'
import { useAction } from '../../client/queries.ts'
import { Dialog } from '../../components/dialog.tsx'
import { useText } from '../../hooks/use-text.ts'
import { CHOICES, COLORS, SCORES, type Choice } from './score-choice.ts'

const REASONS = ['served', 'fake-content', 'abusive', 'manual'] as const

interface CorrectModalProps {
  title: string
  of: { transferId: string } | { seq: number }
  opened: boolean
  onClose: () => void
}

/** Changes what I said of one transfer by appending a newer rating of it. */
export function CorrectModal({ title, of, opened, onClose }: CorrectModalProps) {
  const { t } = useText()
  const [choice, setChoice] = useState<Choice>('good')
  const [reason, setReason] = useState<(typeof REASONS)[number]>('manual')
  const [comment, setComment] = useState('')
  const correct = useAction(
    (client, input: { score: number; reason: (typeof REASONS)[number]; comment: string }) => client.peers.correct({ of, ...input }),
    {
      done: t('trust:correct.done'),
      then: () => {
        setComment('')
        onClose()
      },
    },
  )
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          correct.mutate({ score: SCORES[choice], reason, comment: comment.trim() })
        }}
      >
        <SegmentedControl
          fullWidth
          size="sm"
          value={choice}
          onChange={(value) => setChoice(CHOICES.find((item) => item === value) ?? 'neutral')}
          aria-label={t('peers:rate.score')}
          data={CHOICES.map((value) => ({ value, label: t(`common:score.${value}`) }))}
          color={COLORS[choice]}
        />
        <NativeSelect
          mt="md"
          label={t('trust:correct.reason')}
          value={reason}
          onChange={(event) => setReason(REASONS.find((item) => item === event.currentTarget.value) ?? 'manual')}
          data={REASONS.map((value) => ({ value, label: t(`peers:reasons.${value}`) }))}
          data-testid="correct-reason"
        />
        <Textarea
          mt="md"
          label={t('peers:rate.comment')}
          description={t('peers:rate.commentText')}
          value={comment}
          maxLength={500}
          autosize
          minRows={2}
          maxRows={6}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Text size="xs" c="dimmed" mt="xs">{t('peers:rate.note')}</Text>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" loading={correct.isPending} data-testid="correct-submit">{t('trust:correct.send')}</Button>
        </Group>
      </form>
    </Dialog>
  )
}
