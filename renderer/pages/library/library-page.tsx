import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconFolderPlus, IconFolders } from '@tabler/icons-react'
import type { SharedFolder } from '../../../main/contract/library.ts'
import { useAction } from '../../client/queries.ts'
import { useFolders } from '../../client/streams/streams.ts'
import { Confirm } from '../../components/dialogs/confirm.tsx'
import { Page } from '../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/feedback/state-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { FileList } from './file-list.tsx'
import { FolderCard } from './folder-card.tsx'
import { RulesDialog } from './rules-dialog.tsx'
import { ShareModal } from './share-modal.tsx'
import { SkippedModal } from './skipped-modal.tsx'
import { useLibraryProgress } from './streams.ts'
import { WorkBar } from './work-bar.tsx'
import { usePending } from '../../client/pending.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './library.module.css'

/** The library: shared folders above, their files below. */
export function LibraryPage() {
  const { t } = useText()
  const format = useFormat()
  const stream = useFolders()
  const folders = stream.data
  const [dropped, forgetDropped] = usePending('share')
  const [adding, setAdding] = useState(false)
  const [picked, setPicked] = useState<number | undefined>()
  const [unsharing, setUnsharing] = useState<SharedFolder | null>(null)
  const [skipped, setSkipped] = useState<SharedFolder | null>(null)
  const [rules, setRules] = useState<SharedFolder | null>(null)
  const progress = useLibraryProgress().data
  const [dismissed, setDismissed] = useState(false)
  const verifying = progress?.verify?.state === 'running'
  if (verifying && dismissed) setDismissed(false)
  const unshare = useAction((client, id: number) => client.library.unshare({ id }), {
    then: () => setPicked(undefined),
  })
  const version = (folders ?? [])
    .map((folder) => `${folder.id}:${folder.state}:${folder.files}:${folder.hashedFiles === folder.files}`)
    .join()
  const files = (folders ?? []).reduce((sum, folder) => sum + folder.files, 0)
  const bytes = (folders ?? []).reduce((sum, folder) => sum + folder.bytes, 0)

  const body = (() => {
    if (stream.status === 'error' && stream.error && !folders)
      return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!folders) return <LoadingPanel />
    if (folders.length === 0) {
      return (
        <StatePanel icon={<IconFolders size={24} />} title={t('library:empty.title')} text={t('library:empty.text')}>
          <Button leftSection={<IconFolderPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
            {t('library:add')}
          </Button>
        </StatePanel>
      )
    }
    return (
      <>
        <div className={classes.folders} role="group" aria-label={t('library:foldersLabel')}>
          {folders.map((folder) => (
            <FolderCard
              key={folder.id}
              folder={folder}
              picked={picked === folder.id}
              onPick={() => setPicked(picked === folder.id ? undefined : folder.id)}
              onUnshare={() => setUnsharing(folder)}
              onSkipped={() => setSkipped(folder)}
              onRules={() => setRules(folder)}
            />
          ))}
        </div>
        {progress && <WorkBar progress={progress} dismissed={dismissed} onDismiss={() => setDismissed(true)} />}
        <FileList folderId={picked} version={version} />
      </>
    )
  })()

  return (
    <Page
      title={t('common:nav.library')}
      tools={
        <Button
          leftSection={<IconFolderPlus size={15} aria-hidden />}
          onClick={() => setAdding(true)}
          data-testid="add-folder"
        >
          {t('library:add')}
        </Button>
      }
      foot={
        folders &&
        folders.length > 0 && (
          <>
            <span>{t('library:folders', { count: folders.length })}</span>
            <span>{t('library:files', { count: files })}</span>
            <span>{format.bytes(bytes)}</span>
          </>
        )
      }
    >
      {body}
      <ShareModal
        key={dropped}
        initial={dropped ?? ''}
        opened={adding || dropped !== null}
        onClose={() => {
          setAdding(false)
          forgetDropped()
        }}
      />
      <RulesDialog folder={rules} onClose={() => setRules(null)} />
      <SkippedModal folder={skipped} onClose={() => setSkipped(null)} />
      <Confirm
        opened={unsharing !== null}
        title={t('library:confirm.title')}
        text={t('library:confirm.text', { path: unsharing?.path ?? '' })}
        action={t('library:unshare')}
        onConfirm={() => {
          if (unsharing) unshare.mutate(unsharing.id)
        }}
        onClose={() => setUnsharing(null)}
      />
    </Page>
  )
}
