import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useText } from '../../hooks/use-text.ts'

interface RenameDialogProps {
  /** The experiment and the name as typed; null while the dialog is closed. */
  renaming: { id: number; name: string } | null
  pending: boolean
  onChange: (renaming: { id: number; name: string } | null) => void
  onRename: (renaming: { id: number; name: string }) => void
}

/** Renames a saved experiment. */
export function RenameDialog({ renaming, pending, onChange, onRename }: RenameDialogProps) {
  const { t } = useText()
  return (
    <Modal
      opened={renaming !== null}
      onClose={() => onChange(null)}
      title={t('simulator:saved.rename')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      size="sm"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (renaming?.name.trim()) onRename(renaming)
        }}
      >
        <TextInput
          label={t('simulator:saved.name')}
          value={renaming?.name ?? ''}
          maxLength={120}
          data-autofocus
          data-testid="rename-name"
          onChange={(event) => onChange(renaming && { ...renaming, name: event.currentTarget.value })}
        />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={() => onChange(null)}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={pending} disabled={!renaming?.name.trim()}>
            {t('common:save')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
