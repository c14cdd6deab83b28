import { useState } from 'react'
import { Button, Group, NativeSelect, SegmentedControl, Text, Textarea } from '@mantine/core'
import { useText } from '../../hooks/use-text.ts'
import { CHOICES, COLORS, SCORES, type Choice } from './score-choice.ts'

const REASONS = ['served', 'fake-content', 'abusive', 'manual'] as const
type GivenReason = (typeof REASONS)[number]

/** The values of the form; `score` in [0, 1], the comment trimmed. */
export interface GivenRating {
  score: number
  reason: GivenReason
  comment: string
}

interface RatingFormProps {
  /** Also asks for a reason. */
  withReason?: boolean
  send: string
  /** The draft, kept by the parent so that closing the form by mistake loses nothing. */
  comment: string
  onComment: (text: string) => void
  /** The rating is being saved. */
  pending: boolean
  onSend: (rating: GivenRating) => void
  onCancel: () => void
  /** Prefix of the test ids. */
  name: string
}

/** The fields of a manual rating: score, reason and comment. */
export function RatingForm({
  withReason = false,
  send,
  comment,
  onComment,
  pending,
  onSend,
  onCancel,
  name,
}: RatingFormProps) {
  const { t } = useText()
  const [choice, setChoice] = useState<Choice>('good')
  const [reason, setReason] = useState<GivenReason>('manual')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onSend({ score: SCORES[choice], reason, comment: comment.trim() })
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
      {withReason && (
        <NativeSelect
          mt="md"
          label={t('trust:correct.reason')}
          value={reason}
          onChange={(event) => setReason(REASONS.find((item) => item === event.currentTarget.value) ?? 'manual')}
          data={REASONS.map((value) => ({ value, label: t(`peers:reasons.${value}`) }))}
          data-testid={`${name}-reason`}
        />
      )}
      <Textarea
        mt="md"
        label={t('peers:rate.comment')}
        description={t('peers:rate.commentText')}
        value={comment}
        maxLength={500}
        autosize
        minRows={3}
        maxRows={6}
        onChange={(event) => onComment(event.currentTarget.value)}
        data-testid={`${name}-comment`}
      />
      <Text size="xs" c="dimmed" mt="xs">
        {t('peers:rate.note')}
      </Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={pending} data-testid={`${name}-submit`}>
          {send}
        </Button>
      </Group>
    </form>
  )
}
