import { ActionIcon, NumberInput, Slider, Tooltip } from '@mantine/core'
import { IconRotate } from '@tabler/icons-react'
import type { ParameterView } from '../../../../main/contract/simulator.ts'
import { SLIDERS, type ParameterName } from './presets.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './parameters.module.css'

interface ParameterRowProps {
  parameter: ParameterView & { name: ParameterName }
  standard: number
  /** Undefined if it has its default or is varied by the figure. */
  value: number | undefined
  /** Values that the figure varies over; empty if it does not. */
  varied: readonly number[]
  onChange: (value: number | undefined) => void
}

const STEPS = 200

/** One parameter: number field, slider over the useful range, description and reset. */
export function ParameterRow({ parameter, standard, value, varied, onChange }: ParameterRowProps) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const { name, min, max, integer, explanation } = parameter
  const range = SLIDERS[name]
  const isVaried = varied.length > 0
  const shown = value ?? standard
  const changed = value !== undefined && (isVaried || value !== standard)
  const label = texts.parameter(name, 'name')
  const number = (one: number): string => texts.number(one, 8)
  // A logarithmic slider runs from 0 to STEPS.
  const toSlider = (one: number): number =>
    range.log ? (STEPS * Math.log(Math.max(one, range.min) / range.min)) / Math.log(range.max / range.min) : one
  const fromSlider = (place: number): number => {
    if (!range.log) return Number(place.toPrecision(6))
    const exact = range.min * (range.max / range.min) ** (place / STEPS)
    const rounded = Number(exact.toPrecision(2))
    return integer ? Math.round(rounded) : rounded
  }
  const spread = isVaried
    ? t('simulator:panel.varied', { from: number(varied[0] as number), to: number(varied.at(-1) as number) })
    : ''
  return (
    <div className={classes.parameter} data-changed={changed || undefined} data-testid={`parameter-${name}`}>
      <div className={classes.parameterHead}>
        <label htmlFor={`p-${name}`} className={classes.parameterName}>
          {label}
        </label>
        {changed && (
          <Tooltip label={isVaried ? spread : t('simulator:panel.changedMark', { value: number(standard) })}>
            <ActionIcon
              size={22}
              onClick={() => onChange(undefined)}
              aria-label={t('simulator:panel.resetOne', { name: label, value: isVaried ? spread : number(standard) })}
              data-testid={`reset-${name}`}
            >
              <IconRotate size={14} />
            </ActionIcon>
          </Tooltip>
        )}
        <NumberInput
          id={`p-${name}`}
          size="xs"
          className={classes.parameterInput}
          value={isVaried && value === undefined ? '' : shown}
          placeholder={spread}
          hideControls
          min={min}
          max={max}
          allowDecimal={!integer}
          clampBehavior="none"
          error={shown < min || shown > max}
          thousandSeparator=","
          aria-describedby={`p-${name}-text`}
          onChange={(next) =>
            onChange(
              next === ''
                ? undefined
                : typeof next === 'number'
                  ? next
                  : Number.isFinite(Number(next))
                    ? Number(next)
                    : value,
            )
          }
        />
      </div>
      <Slider
        size="xs"
        min={range.log ? 0 : range.min}
        max={range.log ? STEPS : range.max}
        step={range.log ? 1 : range.step}
        value={Math.min(range.log ? STEPS : range.max, toSlider(shown))}
        label={null}
        thumbLabel={t('simulator:panel.slider', { name: label })}
        color={changed ? undefined : 'gray'}
        data-varied={(isVaried && value === undefined) || undefined}
        onChange={(place) => onChange(fromSlider(place))}
        className={classes.slider}
      />
      <p className={classes.parameterText} id={`p-${name}-text`}>
        {texts.parameter(name, 'text', explanation)}
        {isVaried && ` ${t('simulator:panel.variedText')}`}
        {(shown < min || shown > max) && ` ${t('simulator:panel.range', { min: number(min), max: number(max) })}`}
      </p>
    </div>
  )
}
