import { IconMinus, IconThumbDown, IconThumbUp } from '@tabler/icons-react'
import { useFormat } from '../../hooks/use-format.ts'
import { Tag } from '../tag.tsx'
import { useText } from '../../hooks/use-text.ts'

/** A rating's score in [0, 1]: thumb and number. */
export function ScoreMark({ score }: { score: number }) {
  const { t } = useText()
  const format = useFormat()
  const [word, Icon, tone] =
    score >= 0.67
      ? (['good', IconThumbUp, 'good'] as const)
      : score <= 0.33
        ? (['bad', IconThumbDown, 'bad'] as const)
        : (['neutral', IconMinus, 'new'] as const)
  return (
    <Tag
      tone={tone}
      icon={<Icon size={12} role="img" aria-label={t(`common:score.${word}`)} />}
      title={t(`common:score.${word}`)}
    >
      <span className="tabular">{format.score(score)}</span>
    </Tag>
  )
}
