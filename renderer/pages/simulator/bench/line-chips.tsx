import { Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useText } from '../../../hooks/use-text.ts'
import { useRun } from '../experiment/runner.ts'
import { MAX_LINES, type FigureLine } from './bench-store.ts'
import classes from './bench.module.css'

interface LineChipsProps {
  lines: readonly FigureLine[]
  names: readonly string[]
  colours: readonly string[]
  active: number
  onPick: (id: number) => void
  onAdd: () => void
  onRemove: (id: number) => void
}

function Chip({
  line,
  name,
  colour,
  on,
  removable,
  onPick,
  onRemove,
}: {
  line: FigureLine
  name: string
  colour: string
  on: boolean
  removable: boolean
  onPick: () => void
  onRemove: () => void
}) {
  const { t } = useText()
  const { phase } = useRun(line.runner)
  return (
    <span className={classes.chip} data-on={on || undefined} data-phase={phase}>
      <button type="button" className={classes.chipName} aria-pressed={on} onClick={onPick} data-testid="line">
        <span className={classes.swatch} style={{ background: colour }} aria-hidden="true" />
        <span className={classes.chipText}>{name}</span>
      </button>
      {removable && (
        <button
          type="button"
          className={classes.chipRemove}
          aria-label={t('laboratory:lines.remove', { name })}
          onClick={onRemove}
          data-testid="remove-line"
        >
          <IconX size={13} aria-hidden />
        </button>
      )}
    </span>
  )
}

/** The lines of the figure: the one that is picked has its settings in the panel; another can be added. */
export function LineChips({ lines, names, colours, active, onPick, onAdd, onRemove }: LineChipsProps) {
  const { t } = useText()
  return (
    <div className={classes.chips} role="group" aria-label={t('laboratory:lines.label')}>
      {lines.map((line, index) => (
        <Chip
          key={line.id}
          line={line}
          name={names[index] ?? ''}
          colour={colours[index] ?? ''}
          on={line.id === active}
          removable={lines.length > 1}
          onPick={() => onPick(line.id)}
          onRemove={() => onRemove(line.id)}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={lines.length >= MAX_LINES}
        onClick={onAdd}
        data-testid="add-line"
      >
        {t('laboratory:lines.add')}
      </Button>
    </div>
  )
}
