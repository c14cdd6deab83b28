import { useState } from 'react'
import { Button, Group, SegmentedControl, Text, Textarea } from '@mantine/core'
import { Dialog } from '../../components/dialog.tsx'
import type { PeerRow } from '../../../main/contract/peers.ts'
import { useAction } from '../../client/queries.ts'
import { useText } from '../../hooks/use-text.ts'
import { CHOICES, COLORS, SCORES, type Choice } from './score-choice.ts'

/** Rates a peer by hand. It keeps the peer it was opened for. */
export function RateModal({ peer, opened, onClose }: { peer: PeerRow; opened: boolean; onClose: () => void }) {
  const { t } = useText()
  const [choice, setChoice] = useState<Choice>('good')
  const [comment, setComment] = useState('')
  const rate = useAction(
    (client, input: { score: number; comment: string }) => client.peers.rate({ publicKey: peer.publicKey, ...input }),
    {
      done: t('peers:rate.done'),
      then: () => {
        setComment('')
        onClose()
      },
    },
  )
  return (
    <Dialog opened={opened} onClose={onClose} title={t('peers:rate.title', { name: peer.name || peer.fingerprint })}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          rate.mutate({ score: SCORES[choice], comment: comment.trim() })
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
        <Textarea
          mt="md"
          label={t('peers:rate.comment')}
          description={t('peers:rate.commentText')}
          value={comment}
          maxLength={500}
          autosize
          minRows={3}
          maxRows={6}
          onChange={(event) => setComment(event.currentTarget.value)}
          data-testid="rate-comment"
        />
        <Text size="xs" c="dimmed" mt="xs">
          {t('peers:rate.note')}
        </Text>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={rate.isPending} data-testid="rate-submit">
            {t('peers:rate.send')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
