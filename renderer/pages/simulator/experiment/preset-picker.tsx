import { useRef, type KeyboardEvent } from 'react'
import { simulatorStore, useDraft } from '../simulator-store.ts'
import { PRESETS } from './presets.ts'
import { useRun } from './runner.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './experiment.module.css'

function Lamp({ preset }: { preset: (typeof PRESETS)[number] }) {
  const { phase } = useRun(simulatorStore.runner(preset, 'a'))
  return phase === 'idle' ? null : <span className={classes.presetLamp} data-phase={phase} aria-hidden="true" />
}

/** The paper's figures and custom experiments in a row; arrow keys move between them. */
export function PresetPicker() {
  const { t } = useText()
  const { preset } = useDraft()
  const row = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (move === undefined) return
    event.preventDefault()
    const next = PRESETS[(PRESETS.indexOf(preset) + move + PRESETS.length) % PRESETS.length] ?? 'fig2'
    simulatorStore.change({ preset: next })
    row.current?.querySelector<HTMLElement>(`[data-preset="${next}"]`)?.focus()
  }
  return (
    <div
      className={classes.presets}
      role="radiogroup"
      aria-label={t('simulator:presets.label')}
      ref={row}
      onKeyDown={onKeyDown}
    >
      {PRESETS.map((id) => (
        <button
          key={id}
          type="button"
          role="radio"
          aria-checked={id === preset}
          tabIndex={id === preset ? 0 : -1}
          className={classes.preset}
          data-on={id === preset || undefined}
          data-preset={id}
          data-testid={`preset-${id}`}
          onClick={() => simulatorStore.change({ preset: id })}
        >
          <span className={classes.presetName}>
            {t(`simulator:presets.${id}`)}
            <Lamp preset={id} />
          </span>
          <span className={classes.presetShort}>{t(`simulator:presets.short.${id}`)}</span>
        </button>
      ))}
    </div>
  )
}
