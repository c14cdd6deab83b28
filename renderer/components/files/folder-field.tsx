import { useState, type ReactNode } from 'react'
import { Button, TextInput } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { useAction, useCapabilities } from '../../client/queries.ts'
import { FolderBrowser } from './folder-browser.tsx'
import { useText } from '../../hooks/use-text.ts'

interface FolderFieldProps {
  label: string
  /** The label is visible elsewhere; screen readers still get it. */
  hideLabel?: boolean
  description?: string
  placeholder?: string
  value: string
  onChange: (path: string) => void
  /** Called after a folder was chosen in a dialog, for fields that save immediately. */
  onChosen?: (path: string) => void
  onBlur?: () => void
  error?: ReactNode
  testId: string
}

/** A folder field: typed, or chosen in the system dialog or in our own where there is none. */
export function FolderField({
  label,
  hideLabel,
  description,
  placeholder,
  value,
  onChange,
  onChosen,
  onBlur,
  error,
  testId,
}: FolderFieldProps) {
  const { t } = useText()
  const { pickFolder } = useCapabilities()
  const [browsing, setBrowsing] = useState(false)
  const choose = (path: string): void => {
    onChange(path)
    onChosen?.(path)
  }
  const pick = useAction((client, _input: void) => client.desktop.pickFolder(), {
    then: ({ path }) => {
      if (path !== null) choose(path)
    },
  })
  return (
    <>
      <TextInput
        {...(hideLabel ? { 'aria-label': label, size: 'xs' } : { label })}
        description={description}
        placeholder={placeholder}
        value={value}
        error={error}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onBlur}
        spellCheck={false}
        autoComplete="off"
        rightSectionWidth={104}
        styles={{ section: { justifyContent: 'flex-end' } }}
        rightSection={
          <Button
            variant="subtle"
            size="compact-xs"
            mr={6}
            leftSection={<IconFolderOpen size={14} aria-hidden />}
            loading={pick.isPending}
            onClick={() => (pickFolder ? pick.mutate() : setBrowsing(true))}
            data-testid={`${testId}-choose`}
          >
            {t('common:choose')}
          </Button>
        }
      />
      <FolderBrowser opened={browsing} onClose={() => setBrowsing(false)} onChoose={choose} />
    </>
  )
}
