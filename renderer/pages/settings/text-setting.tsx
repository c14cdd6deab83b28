import { useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { SettingRow } from './setting-row.tsx'
import { useText } from '../../hooks/use-text.ts'
import classes from './settings.module.css'

interface TextSettingProps {
  id: string
  label: string
  text: string
  value: string
  maxLength: number
  busy: boolean
  onSave: (value: string) => void
}

/** A text field that Enter or its button saves and Escape reverts. */
export function TextSetting({ id, label, text, value, maxLength, busy, onSave }: TextSettingProps) {
  const { t } = useText()
  const [draft, setDraft] = useState<string | null>(null)
  const changed = draft !== null && draft.trim() !== value && draft.trim() !== ''
  const save = (): void => {
    if (changed) onSave(draft.trim())
    setDraft(null)
  }
  return (
    <SettingRow label={label} text={text} htmlFor={id}>
      <form
        className={classes.wide}
        style={{ display: 'flex', gap: 6 }}
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <TextInput
          id={id}
          className={classes.wide}
          size="xs"
          value={draft ?? value}
          maxLength={maxLength}
          spellCheck={false}
          autoComplete="off"
          data-testid={id}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setDraft(null)
          }}
        />
        {(changed || busy) && (
          <Button type="submit" loading={busy} data-testid={`${id}-save`}>
            {t('common:save')}
          </Button>
        )}
      </form>
    </SettingRow>
  )
}
