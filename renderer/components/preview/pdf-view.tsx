import { useEffect, useRef, useState } from 'react'
import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist'
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { useText } from '../../hooks/use-text.ts'
import { LoadingPanel } from '../feedback/state-panel.tsx'
import classes from './preview.module.css'

GlobalWorkerOptions.workerSrc = workerUrl

/** Width of a page on the screen, in CSS pixels. */
const WIDTH = 680
/** Maximum pixels per page: a PDF may claim pages of any size. */
const MAX_PIXELS = 8_000_000
const RECEIPT_INTERVAL_BYTES = 256 * 1024

interface PdfViewProps {
  path: string
  name: string
  onFail: () => void
}

/**
 * A PDF page by page, rendered by pdf.js in a worker: forms, scripts and links are disabled, and only the parts in
 * view are fetched.
 */
export default function PdfView({ path, name, onFail }: PdfViewProps) {
  const { t } = useText()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null)
  const [page, setPage] = useState(1)

  useEffect(() => {
    const opening = getDocument({
      url: path,
      enableXfa: false,
      useWasm: false,
      disableAutoFetch: true,
      rangeChunkSize: RECEIPT_INTERVAL_BYTES,
    })
    let left = false
    opening.promise.then(setPdf, () => left || onFail())
    return () => {
      left = true
      void opening.destroy()
    }
  }, [path, onFail])

  useEffect(() => {
    if (!pdf) return
    let drawing: { cancel(): void } | undefined
    let left = false
    void pdf
      .getPage(page)
      .then((sheet) => {
        const target = canvas.current
        if (left || !target) return undefined
        const plain = sheet.getViewport({ scale: 1 })
        const wanted = (WIDTH / plain.width) * window.devicePixelRatio
        const viewport = sheet.getViewport({
          scale: Math.min(wanted, Math.sqrt(MAX_PIXELS / (plain.width * plain.height))),
        })
        target.width = viewport.width
        target.height = viewport.height
        target.style.width = `${WIDTH}px`
        const task = sheet.render({ canvas: target, viewport })
        drawing = task
        return task.promise
      })
      .catch(() => left || onFail())
    return () => {
      left = true
      drawing?.cancel()
    }
  }, [pdf, page, onFail])

  if (!pdf) return <LoadingPanel title={t('common:preview.opening')} />
  const label = t('common:preview.page', { page, pages: pdf.numPages })
  return (
    <>
      <div className={classes.pdf} tabIndex={0} role="group" aria-label={`${name}, ${label}`}>
        <canvas ref={canvas} role="img" aria-label={label} />
      </div>
      <div className={classes.pager}>
        <ActionIcon
          onClick={() => setPage(page - 1)}
          disabled={page <= 1}
          aria-label={t('common:preview.previousPage')}
        >
          <IconChevronLeft size={16} />
        </ActionIcon>
        <span className="tabular" aria-live="polite">
          {label}
        </span>
        <ActionIcon
          onClick={() => setPage(page + 1)}
          disabled={page >= pdf.numPages}
          aria-label={t('common:preview.nextPage')}
        >
          <IconChevronRight size={16} />
        </ActionIcon>
      </div>
    </>
  )
}
