import { Select } from '@mantine/core'
import type { LabView } from '../../../../main/contract/simulator.ts'
import { useText } from '../../../hooks/use-text.ts'
import { MechanismDrawing } from '../drawing/mechanism/mechanism-drawing.tsx'
import { OverlayDrawing } from '../drawing/overlay-drawing.tsx'
import { lineNames, type BenchDraft } from './bench-store.ts'
import shared from '../simulator.module.css'
import classes from './bench.module.css'

interface BenchPictureProps {
  lab: LabView
  draft: BenchDraft
  seed: number
  onPick: (id: number) => void
}

/** The line that is picked, seen: a query in its overlay, or the dealings under its mechanism. */
export function BenchPicture({ lab, draft, seed, onPick }: BenchPictureProps) {
  const { t } = useText()
  const names = lineNames(draft.lines, lab.name)
  const line = draft.lines.find(({ id }) => id === draft.active) ?? draft.lines[0]
  if (!line) return null
  const Drawing = lab.name === 'overlay' ? OverlayDrawing : MechanismDrawing
  return (
    <section className={shared.card} aria-label={t('laboratory:picture.tab')} data-testid="bench-picture">
      {draft.lines.length > 1 && (
        <Select
          className={classes.measure}
          mb="xs"
          label={t('laboratory:picture.line')}
          value={String(line.id)}
          allowDeselect={false}
          data={draft.lines.map(({ id }, at) => ({ value: String(id), label: names[at] ?? '' }))}
          onChange={(value) => value && onPick(Number(value))}
          data-testid="picture-line"
        />
      )}
      <Drawing key={`${line.id} ${JSON.stringify(line.set)} ${seed}`} settings={line.set} seed={seed} />
    </section>
  )
}
