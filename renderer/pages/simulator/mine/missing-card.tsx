import { Progress } from '@mantine/core'
import { IconHourglass } from '@tabler/icons-react'
import type { NetworkView } from '../../../../main/contract/simulator.ts'
import { StatePanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import shared from '../simulator.module.css'
import classes from './mine.module.css'

/** Says that there is no forecast, and what it needs. */
export function MissingCard({ missing }: { missing: NetworkView['missing'] }) {
  const { t } = useText()
  const format = useFormat()
  return (
    <section className={shared.card} aria-label={t('network:mine.forecast.title')} data-testid="too-little">
      <StatePanel
        icon={<IconHourglass size={24} />}
        title={t('network:mine.missing.title')}
        text={t('network:mine.missing.text')}
      >
        <ul className={classes.needs}>
          {missing.map(({ what, have, need }) => {
            const name = t(`network:mine.missing.${what}`)
            return (
              <li key={what} className={classes.need} data-testid={`missing-${what}`}>
                <span>{name}</span>
                <span>{t('network:mine.missing.of', { have: format.number(have), need: format.number(need) })}</span>
                <Progress value={(100 * have) / need} size={6} aria-label={name} />
              </li>
            )
          })}
        </ul>
      </StatePanel>
    </section>
  )
}
