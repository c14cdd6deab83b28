import { useRef, type KeyboardEvent } from 'react'
import type { LabPresetView } from '../../../../main/contract/simulator.ts'
import { useText } from '../../../hooks/use-text.ts'
import { useLabTexts } from './lab-texts.ts'
import experiment from '../experiment/experiment.module.css'
import classes from './bench.module.css'

interface PresetRowProps {
  presets: readonly LabPresetView[]
  chosen: string
  onChoose: (name: string) => void
}

/** The questions of a laboratory in a row; arrow keys move between them. */
export function PresetRow({ presets, chosen, onChoose }: PresetRowProps) {
  const { t } = useText()
  const texts = useLabTexts()
  const row = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (move === undefined) return
    event.preventDefault()
    const at = presets.findIndex(({ name }) => name === chosen)
    const next = presets[(at + move + presets.length) % presets.length]
    if (!next) return
    onChoose(next.name)
    row.current?.querySelector<HTMLElement>(`[data-preset="${next.name}"]`)?.focus()
  }
  return (
    <div
      className={classes.presets}
      role="radiogroup"
      aria-label={t('laboratory:presets.label')}
      ref={row}
      onKeyDown={onKeyDown}
    >
      {presets.map((preset) => (
        <button
          key={preset.name}
          type="button"
          role="radio"
          aria-checked={preset.name === chosen}
          tabIndex={preset.name === chosen ? 0 : -1}
          className={experiment.preset}
          data-on={preset.name === chosen || undefined}
          data-preset={preset.name}
          data-testid={`preset-${preset.name}`}
          onClick={() => onChoose(preset.name)}
        >
          <span className={classes.presetTitle}>{texts.preset(preset, 'title')}</span>
          <span className={experiment.presetShort}>{texts.preset(preset, 'asks')}</span>
        </button>
      ))}
    </div>
  )
}
