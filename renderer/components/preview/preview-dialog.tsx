import { lazy, Suspense, useCallback, useState } from 'react'
import { IconEyeOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Preview } from '../../../main/contract/content.ts'
import { asProblem } from '../../client/problem.ts'
import { useClient } from '../../client/provider.tsx'
import { useText } from '../../hooks/use-text.ts'
import { Dialog } from '../dialogs/dialog.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../feedback/state-panel.tsx'
import classes from './preview.module.css'
import { TextView } from './text-view.tsx'

// Loaded on demand: half a megabyte that few previews need.
const PdfView = lazy(() => import('./pdf-view.tsx'))

/** The file to preview: a transfer by its id (also while downloading), or a library file by its root. */
export interface PreviewTarget {
  kind: 'transfer' | 'shared'
  id: string
  name: string
}

function Unplayable() {
  const { t } = useText()
  return (
    <StatePanel
      icon={<IconEyeOff size={24} />}
      title={t('common:preview.cannotTitle')}
      text={t('common:preview.cannotText')}
    />
  )
}

function Viewer({ preview }: { preview: Preview }) {
  const { t } = useText()
  const [failed, setFailed] = useState(false)
  const fail = useCallback(() => setFailed(true), [])
  if (failed || preview.viewer === 'none') return <Unplayable />
  switch (preview.viewer) {
    case 'image':
      return <img className={classes.image} src={preview.path} alt={preview.name} onError={fail} />
    case 'audio':
      return (
        <audio
          className={classes.audio}
          src={preview.path}
          controls
          autoPlay
          preload="metadata"
          onError={fail}
          aria-label={preview.name}
        />
      )
    case 'video':
      return (
        <video
          className={classes.video}
          src={preview.path}
          controls
          autoPlay
          preload="metadata"
          onError={fail}
          aria-label={preview.name}
        />
      )
    case 'pdf':
      return (
        <Suspense fallback={<LoadingPanel title={t('common:preview.opening')} />}>
          <PdfView path={preview.path} name={preview.name} onFail={fail} />
        </Suspense>
      )
    case 'text':
      return <TextView path={preview.path} size={preview.size} name={preview.name} onFail={fail} />
  }
}

function Stage({ target }: { target: PreviewTarget }) {
  const { t } = useText()
  const client = useClient()
  const query = useQuery({
    queryKey: ['preview', target.kind, target.id],
    queryFn: ({ signal }) => client.content.preview({ kind: target.kind, id: target.id }, { signal }),
    gcTime: 0,
    retry: false,
  })
  if (query.error) return <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />
  if (!query.data) return <LoadingPanel title={t('common:preview.opening')} />
  return <Viewer preview={query.data} />
}

/**
 * Previews a file in the app: audio, video, pictures, PDF and text, also while it is downloading. Nothing in the file
 * is executed.
 */
export function PreviewDialog({
  target,
  onClose,
  coming = false,
}: {
  target: PreviewTarget | null
  onClose: () => void
  coming?: boolean
}) {
  const { t } = useText()
  return (
    <Dialog opened={target !== null} title={target?.name ?? ''} size="xl" onClose={onClose}>
      <div className={classes.stage} data-testid="preview">
        {target && <Stage key={`${target.kind}-${target.id}`} target={target} />}
        {coming && <p className={classes.note}>{t('common:preview.coming')}</p>}
      </div>
    </Dialog>
  )
}
