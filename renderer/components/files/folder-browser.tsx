import { useState } from 'react'
import { Button, Group } from '@mantine/core'
import { Dialog } from '../dialogs/dialog.tsx'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { IconArrowUp, IconFolder } from '@tabler/icons-react'
import { asProblem } from '../../client/problem.ts'
import { useClient } from '../../client/provider.tsx'
import { LoadingPanel, ProblemPanel } from '../feedback/state-panel.tsx'
import { useText } from '../../hooks/use-text.ts'
import classes from './folder-browser.module.css'

interface FolderBrowserProps {
  opened: boolean
  onClose: () => void
  onChoose: (path: string) => void
}

/** Chooses a folder on the node's machine where the system dialog is not available. */
export function FolderBrowser({ opened, onClose, onChoose }: FolderBrowserProps) {
  const { t } = useText()
  const client = useClient()
  const [path, setPath] = useState('')
  const query = useQuery({
    queryKey: ['browse', path],
    enabled: opened,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => client.library.browse({ path }, { signal }),
  })
  const here = query.data
  return (
    <Dialog opened={opened} onClose={onClose} title={t('library:browser.title')} size="lg">
      <div className={`${classes.path} truncate mono`} title={here?.path} aria-live="polite">
        <bdi>{here?.path ?? ' '}</bdi>
      </div>
      <div className={classes.list} data-testid="folder-browser">
        {query.isError && (
          <ProblemPanel
            problem={asProblem(query.error)}
            retry={() => (path === '' ? void query.refetch() : setPath(''))}
          />
        )}
        {query.isPending && <LoadingPanel />}
        {!query.isError && here && (
          <>
            {here.parent !== null && (
              <button type="button" className={classes.item} onClick={() => setPath(here.parent ?? '')}>
                <IconArrowUp size={16} aria-hidden /> {t('library:browser.up')}
              </button>
            )}
            {here.folders.map((folder) => (
              <button key={folder.path} type="button" className={classes.item} onClick={() => setPath(folder.path)}>
                <IconFolder size={16} aria-hidden color="var(--hy-quiet)" style={{ flex: 'none' }} />{' '}
                <span className="truncate" title={folder.name}>
                  {folder.name}
                </span>
              </button>
            ))}
          </>
        )}
      </div>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button
          disabled={!here || query.isError}
          onClick={() => {
            if (here) onChoose(here.path)
            onClose()
          }}
          data-testid="folder-choose"
        >
          {t('library:browser.choose')}
        </Button>
      </Group>
    </Dialog>
  )
}
