import { SegmentedControl } from '@mantine/core'
import type { Settings } from '../../../main/contract/node.ts'
import { useText } from '../../hooks/use-text.ts'
import { SettingRow } from './setting-row.tsx'

const MODES = ['robust', 'paper'] as const

/** Selects the trust formula, with one sentence on each. */
export function TrustModeSetting({
  value,
  onSave,
}: {
  value: Settings['trustMode']
  onSave: (mode: Settings['trustMode']) => void
}) {
  const { t } = useText()
  return (
    <SettingRow
      label={t('trust:mode.title')}
      text={t(value === 'paper' ? 'trust:mode.paperText' : 'trust:mode.robustText')}
    >
      <SegmentedControl
        value={value}
        onChange={(mode) => onSave(mode === 'paper' ? 'paper' : 'robust')}
        aria-label={t('trust:mode.title')}
        data={MODES.map((mode) => ({ value: mode, label: t(`trust:mode.${mode}`) }))}
        data-testid="setting-trust-mode"
      />
    </SettingRow>
  )
}
