import { useRef, useState } from 'react'
import { useWindowEvent } from '@mantine/hooks'
import { useLocation } from 'wouter'
import { MAX_OPENED_BYTES } from '../../../main/contract/views/opened.ts'
import type { Client } from '../../client/connection/connection.ts'
import { offerToPage } from '../../client/pending.ts'
import { useAction } from '../../client/queries.ts'
import { notifyRefusal } from '../../components/feedback/notify.tsx'
import { useText } from '../../hooks/use-text.ts'
import classes from '../shell.module.css'
import { folderToShare, opensHere, textOf, toBase64 } from './dropped.ts'
import { offerText } from './offer.ts'

const openContent = async (client: Client, file: File): Promise<void> =>
  client.desktop.openContent({ name: file.name, base64: toBase64(new Uint8Array(await file.arrayBuffer())) })

/** Takes what is dropped on the window or pasted: links, invitations, torrents, and files or folders to share. */
export function DropZone() {
  const { t } = useText()
  const [, navigate] = useLocation()
  const [over, setOver] = useState(false)
  /** Something of the page itself is being dragged. */
  const inner = useRef(false)
  const open = useAction(openContent)
  const take = (data: DataTransfer): void => {
    const files = [...data.items].filter(({ kind }) => kind === 'file')
    if (files.length === 0) {
      const text = textOf(data)
      const wrong = text === '' ? null : offerText(text)
      if (wrong) notifyRefusal(t(`common:opened.${wrong.fault}.title`, wrong), t(`common:opened.${wrong.fault}.hint`))
      return
    }
    for (const item of files) {
      const file = item.getAsFile()
      if (!file) continue
      const folder = item.webkitGetAsEntry()?.isDirectory ?? false
      if (!folder && opensHere(file.name)) {
        if (file.size <= MAX_OPENED_BYTES) open.mutate(file)
        else notifyRefusal(t('common:opened.large.title', { name: file.name }), t('common:opened.large.hint'))
        continue
      }
      const path = window.hyoban ? folderToShare(window.hyoban.pathOf(file), folder) : ''
      if (path === '') return notifyRefusal(t('common:drop.noPath'), t('common:drop.noPathHint'))
      offerToPage('share', path)
      navigate('/library')
    }
  }
  // in a field, the text is pasted into it
  useWindowEvent('paste', (event) => {
    const isField = (event.target as Element | null)?.closest('input, textarea, [contenteditable]')
    if (isField || !event.clipboardData) return
    event.preventDefault()
    take(event.clipboardData)
  })
  // one that the page prevented is dragged by the system, with no end that the page hears of
  useWindowEvent('dragstart', (event) => (inner.current = !event.defaultPrevented))
  useWindowEvent('dragend', () => (inner.current = false))
  useWindowEvent('dragover', (event) => {
    if (inner.current || !event.dataTransfer) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    setOver(true)
  })
  useWindowEvent('dragleave', (event) => {
    if (event.relatedTarget === null) setOver(false)
  })
  useWindowEvent('drop', (event) => {
    setOver(false)
    if (inner.current || !event.dataTransfer) return
    event.preventDefault()
    take(event.dataTransfer)
  })
  if (!over) return null
  return (
    <div className={classes.drop} data-testid="drop-zone">
      <span>{t(window.hyoban ? 'common:drop.here' : 'common:drop.hereInBrowser')}</span>
    </div>
  )
}
