import { useState } from 'react'
import { Button, Group, Text } from '@mantine/core'
import { Dialog } from './dialog.tsx'
import { useText } from '../../hooks/use-text.ts'

interface ConfirmProps {
  opened: boolean
  title: string
  text: string
  action: string
  onConfirm: () => void
  onClose: () => void
}

/**
 * Asks before something that is hard to undo. It keeps naming the item that it was opened for, even if the list
 * changes.
 */
export function Confirm({ opened, title, text, action, onConfirm, onClose }: ConfirmProps) {
  const { t } = useText()
  const [shownText, setShownText] = useState(text)
  // The item may already be gone while the dialog fades out.
  if (opened && shownText !== text) setShownText(text)
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size="sm">
      <Text size="sm" className="anywhere">
        {shownText}
      </Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button
          color="red.9"
          onClick={() => {
            onConfirm()
            onClose()
          }}
          data-autofocus
        >
          {action}
        </Button>
      </Group>
    </Dialog>
  )
}
