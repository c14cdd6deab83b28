import { ActionIcon, NumberInput, Select, Switch, Tooltip } from '@mantine/core'
import { IconRotate } from '@tabler/icons-react'
import type { LabParameterView, LabSetting } from '../../../../main/contract/simulator.ts'
import { useText } from '../../../hooks/use-text.ts'
import { useLabTexts } from './lab-texts.ts'
import panel from '../experiment/parameters.module.css'
import classes from './bench.module.css'

interface SettingRowProps {
  parameter: LabParameterView
  standard: LabSetting
  value: LabSetting | undefined
  /** Swept over: the value is the sweep's. */
  swept: boolean
  /** Why the simulator refuses the value; undefined if it does not. */
  problem: string | undefined
  onChange: (value: LabSetting | undefined) => void
}

/** Whether a number is allowed; the simulator checks what depends on other settings. */
export function outOfRange({ min, max, integer }: LabParameterView, value: LabSetting): boolean {
  if (typeof value !== 'number') return false
  return value < (min ?? -Infinity) || value > (max ?? Infinity) || (integer === true && !Number.isInteger(value))
}

/** One parameter of a laboratory: field, unit, range, what it is, and reset. */
export function SettingRow({ parameter, standard, value, swept, problem, onChange }: SettingRowProps) {
  const { t } = useText()
  const texts = useLabTexts()
  const { name, unit, min, max, values } = parameter
  const shown = value ?? standard
  const changed = value !== undefined && value !== standard && !swept
  const id = `lab-${name.replace('/', '-')}`
  const number = (one: number): string => texts.number(one, 8)
  const range =
    min === undefined || max === undefined ? '' : t('simulator:panel.range', { min: number(min), max: number(max) })
  const bad = outOfRange(parameter, shown)
  const error = bad
    ? parameter.integer
      ? t('laboratory:panel.whole', { range })
      : t('laboratory:panel.outside', { range })
    : problem
  const field = ((): React.ReactNode => {
    if (swept) return <span className={classes.swept}>{t('laboratory:panel.swept')}</span>
    if (typeof standard === 'boolean')
      return (
        <Switch
          id={id}
          checked={shown === true}
          aria-describedby={`${id}-text`}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    if (values)
      return (
        <Select
          id={id}
          size="xs"
          className={classes.choice}
          value={String(shown)}
          allowDeselect={false}
          data={[...values]}
          error={Boolean(error)}
          comboboxProps={{ zIndex: 400 }}
          aria-describedby={`${id}-text`}
          onChange={(next) => next !== null && onChange(next)}
        />
      )
    return (
      <NumberInput
        id={id}
        size="xs"
        className={panel.parameterInput}
        value={typeof shown === 'number' ? shown : ''}
        hideControls
        clampBehavior="none"
        allowDecimal={parameter.integer !== true}
        error={Boolean(error)}
        aria-describedby={`${id}-text`}
        thousandSeparator=","
        data-testid={`setting-${name}`}
        onChange={(next) => onChange(next === '' ? undefined : Number(next))}
      />
    )
  })()
  return (
    <div className={panel.parameter} data-changed={changed || undefined} data-testid={`row-${name}`}>
      <div className={panel.parameterHead}>
        {swept ? (
          <span className={classes.name}>{name}</span>
        ) : (
          <label htmlFor={id} className={classes.name}>
            {name}
          </label>
        )}
        {changed && (
          <Tooltip label={t('simulator:panel.changedMark', { value: String(standard) })}>
            <ActionIcon
              size={22}
              onClick={() => onChange(undefined)}
              aria-label={t('simulator:panel.resetOne', { name, value: String(standard) })}
            >
              <IconRotate size={14} />
            </ActionIcon>
          </Tooltip>
        )}
        {field}
      </div>
      <p className={panel.parameterText} id={`${id}-text`}>
        {texts.parameter(name, parameter.text)}
        {(unit || range) && (
          <span className={classes.unit}> {[texts.unit(unit), range].filter(Boolean).join(', ')}</span>
        )}
      </p>
      {error && (
        <p className={panel.problem} role="alert" data-testid={`problem-${name}`}>
          {error}
        </p>
      )}
    </div>
  )
}
