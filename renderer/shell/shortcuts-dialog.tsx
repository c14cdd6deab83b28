import { lazy, Suspense, useState } from 'react'
import { useWindowEvent } from '@mantine/hooks'
import { Dialog } from '../components/dialogs/dialog.tsx'
import { LoadingPanel } from '../components/feedback/state-panel.tsx'
import { useText } from '../hooks/use-text.ts'
import { isPlainKey } from './plain-key.ts'

const ShortcutsText = lazy(() =>
  import('../components/help/shortcuts-text.tsx').then((module) => ({ default: module.ShortcutsText })),
)

/** "?" shows the keyboard shortcuts, wherever it is not text. */
export function ShortcutsDialog() {
  const { t } = useText()
  const [open, setOpen] = useState(false)
  useWindowEvent('keydown', (event) => {
    if (!isPlainKey(event, '?')) return
    event.preventDefault()
    setOpen(true)
  })
  return (
    <Dialog opened={open} onClose={() => setOpen(false)} title={t('help:topics.shortcuts')} size="lg">
      <div data-testid="shortcuts">
        <Suspense fallback={<LoadingPanel />}>
          <ShortcutsText />
        </Suspense>
      </div>
    </Dialog>
  )
}
