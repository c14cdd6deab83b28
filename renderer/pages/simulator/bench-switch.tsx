import { SegmentedControl } from '@mantine/core'
import { useText } from '../../hooks/use-text.ts'
import { BENCHES, simulatorStore, useDraft } from './simulator-store.ts'
import classes from './simulator.module.css'

/** Chooses the bench: what is simulated. */
export function BenchSwitch() {
  const { t } = useText()
  const { bench } = useDraft()
  return (
    <SegmentedControl
      className={classes.benches}
      value={bench}
      onChange={(value) => simulatorStore.change({ bench: BENCHES.find((one) => one === value) ?? 'identities' })}
      aria-label={t('laboratory:bench.label')}
      data-testid="benches"
      data={BENCHES.map((value) => ({ value, label: t(`laboratory:bench.${value}`) }))}
    />
  )
}
