import { UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconReceipt } from '@tabler/icons-react'
import type { ExplanationView } from '../../../../main/contract/peers.ts'
import { ScoreMark } from '../../../components/trust/score-mark.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useNow } from '../../../hooks/use-now.ts'
import { useText } from '../../../hooks/use-text.ts'
import type { OpenReceipt } from '../ratings/receipt-dialog.tsx'
import shared from '../peers.module.css'
import classes from './evidence.module.css'

type Ref = ExplanationView['strongest']['for'][number]

/** The ratings with the most weight against and for a peer; each opens its receipt. */
export function StrongestCard({ strongest, onOpen }: { strongest: ExplanationView['strongest']; onOpen: OpenReceipt }) {
  const { t } = useText()
  const format = useFormat()
  const now = useNow()
  const list = (side: 'for' | 'against', refs: readonly Ref[]) => (
    <div>
      <h3 className={classes.sourceTitle}>{t(`trust:strongest.${side}`)}</h3>
      {refs.length === 0 && (
        <p className={shared.note}>{t(side === 'for' ? 'trust:strongest.noneFor' : 'trust:strongest.noneAgainst')}</p>
      )}
      {refs.map((ref) => {
        const name = ref.own ? t('peers:youShort') : ref.rater.name || ref.rater.fingerprint
        return (
          <UnstyledButton
            key={`${ref.rater.publicKey} ${ref.seq}`}
            className={classes.strong}
            onClick={() => onOpen(ref)}
            data-testid={`strongest-${side}`}
          >
            <ScoreMark score={ref.score} />
            <span className="truncate">{name}</span>
            <span className={classes.strongTime} title={format.dateTime(ref.time)}>
              {format.relative(ref.time, now)}
            </span>
            <VisuallyHidden>{t('trust:strongest.open', { name, time: format.dateTime(ref.time) })}</VisuallyHidden>
            <IconReceipt size={15} aria-hidden color="var(--hy-quiet)" />
          </UnstyledButton>
        )
      })}
    </div>
  )
  return (
    <section className={shared.card} aria-labelledby="strongest-title">
      <h2 className={shared.cardTitle} id="strongest-title">
        {t('trust:strongest.title')}
      </h2>
      <div className={classes.pair}>
        {list('against', strongest.against)}
        {list('for', strongest.for)}
      </div>
    </section>
  )
}
