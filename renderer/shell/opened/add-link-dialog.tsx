import { useState } from 'react'
import { Button, Group, Textarea } from '@mantine/core'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { useText } from '../../hooks/use-text.ts'
import { offerText } from './offer.ts'

/** Asks for a link or an invitation, and says what is wrong with anything else. */
export function AddLinkDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useText()
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const close = (): void => {
    setText('')
    setError(null)
    onClose()
  }
  const add = (): void => {
    const wrong = offerText(text)
    if (wrong) setError(`${t(`common:opened.${wrong.fault}.title`, wrong)} ${t(`common:opened.${wrong.fault}.hint`)}`)
    else close()
  }
  return (
    <Dialog opened={opened} title={t('common:addLink.title')} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <Textarea
          label={t('common:addLink.label')}
          description={t('common:addLink.text')}
          placeholder="hyoban:?root=…"
          autosize
          minRows={3}
          maxRows={8}
          value={text}
          error={error}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setError(null)
          }}
          onKeyDown={(event) => {
            // a link has one line
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault()
            add()
          }}
          data-autofocus
          data-testid="add-link-text"
        />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={close}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={text.trim() === ''} data-testid="add-link-submit">
            {t('common:addLink.add')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
