import { Text } from '@mantine/core'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { useQuery } from '@tanstack/react-query'
import type { SharedFolder } from '../../../main/contract/library.ts'
import { asProblem } from '../../client/problem.ts'
import { useClient } from '../../client/provider.tsx'
import { LoadingPanel, ProblemPanel } from '../../components/feedback/state-panel.tsx'
import { Tag } from '../../components/tag.tsx'
import { useText } from '../../hooks/use-text.ts'
import classes from './library.module.css'

/** Files of a folder that are not shared, and why. */
export function SkippedModal({ folder, onClose }: { folder: SharedFolder | null; onClose: () => void }) {
  const { t } = useText()
  const client = useClient()
  const query = useQuery({
    queryKey: ['skipped', folder?.id],
    enabled: folder !== null,
    staleTime: 0,
    queryFn: ({ signal }) => client.library.skipped({ folderId: folder?.id ?? 0 }, { signal }),
  })
  return (
    <Dialog
      opened={folder !== null}
      onClose={onClose}
      title={t('library:skippedTitle', { name: folder?.name ?? '' })}
      size="lg"
    >
      <Text size="sm" mb="xs" c="dimmed">
        {t('library:skippedText')}
      </Text>
      {query.isError && <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />}
      {query.isPending && <LoadingPanel />}
      {query.data && (
        <ul
          className={classes.skipList}
          tabIndex={0}
          aria-label={t('library:skippedTitle', { name: folder?.name ?? '' })}
        >
          {query.data.map((item) => (
            <li key={item.path}>
              <Tag>{t(`library:reason.${item.reason}`)}</Tag> {item.path}
              {item.message && <div className="quiet">{item.message}</div>}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
