import { useState } from 'react'
import { Button, Group } from '@mantine/core'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { asProblem } from '../../client/problem.ts'
import { useAction } from '../../client/queries.ts'
import { FolderField } from '../../components/files/folder-field.tsx'
import { problemText } from '../../locales/problem-text.ts'
import { sentences } from '../../locales/sentences.ts'
import { useText } from '../../hooks/use-text.ts'

interface ShareModalProps {
  /** The path of a dropped folder; empty to ask for one. */
  initial: string
  opened: boolean
  onClose: () => void
}

/** Adds a shared folder. */
export function ShareModal({ initial, opened, onClose }: ShareModalProps) {
  const { t, i18n } = useText()
  const [path, setPath] = useState(initial)
  const share = useAction((client, folder: string) => client.library.share({ path: folder }), {
    quiet: true,
    done: t('library:shared'),
    then: () => {
      setPath('')
      onClose()
    },
  })
  const problem = share.error && problemText(asProblem(share.error), t, i18n.language)
  return (
    <Dialog
      opened={opened}
      onClose={() => {
        share.reset()
        onClose()
      }}
      title={t('library:add')}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (path.trim()) share.mutate(path.trim())
        }}
      >
        <FolderField
          label={t('library:folder')}
          description={t('library:folderText')}
          value={path}
          onChange={(value) => {
            setPath(value)
            share.reset()
          }}
          error={problem && sentences(problem.title, problem.hint)}
          testId="share-path"
        />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={share.isPending} disabled={path.trim() === ''} data-testid="share-submit">
            {t('library:share')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
