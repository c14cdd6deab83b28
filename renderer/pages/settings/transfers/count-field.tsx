import { useState } from 'react'
import { NumberInput } from '@mantine/core'

interface CountFieldProps {
  label: string
  value: number
  min: number
  max: number
  onSave: (value: number) => void
}

/** A small integer field; saved on blur or Enter. */
export function CountField({ label, value, min, max, onSave }: CountFieldProps) {
  const [draft, setDraft] = useState<string | number | null>(null)
  const save = (): void => {
    const wanted = Math.min(max, Math.max(min, Math.round(Number(draft))))
    if (draft !== null && draft !== '' && wanted !== value) onSave(wanted)
    setDraft(null)
  }
  return (
    <NumberInput
      size="xs"
      w={84}
      aria-label={label}
      value={draft ?? value}
      min={min}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
      onChange={setDraft}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
      }}
    />
  )
}
