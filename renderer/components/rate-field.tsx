import { useState } from 'react'
import { NumberInput } from '@mantine/core'
import { useText } from '../hooks/use-text.ts'

/** The field shows kB/s; the node uses bytes per second. */
const UNIT = 1000
const MAX_RATE = 2 ** 40 / UNIT

interface RateFieldProps {
  label: string
  /** Bytes per second; 0 means unlimited. */
  value: number
  onSave: (bytes: number) => void
  testId?: string
}

/** A speed limit in kB/s; empty means unlimited. Saved on blur or Enter. */
export function RateField({ label, value, onSave, testId }: RateFieldProps) {
  const { t } = useText()
  const [draft, setDraft] = useState<string | number | null>(null)
  const save = (): void => {
    if (draft === null) return
    const bytes = Math.round((Number(draft) || 0) * UNIT)
    if (bytes !== value) onSave(bytes)
    setDraft(null)
  }
  return (
    <NumberInput
      size="xs"
      w={150}
      aria-label={label}
      value={draft ?? (value === 0 ? '' : value / UNIT)}
      placeholder={t('settings:limits.none')}
      min={0}
      max={MAX_RATE}
      step={100}
      thousandSeparator=" "
      allowNegative={false}
      suffix=" kB/s"
      onChange={setDraft}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
      }}
      data-testid={testId}
    />
  )
}
