import type { ReactNode } from 'react'
import { NumberInput, Select, Slider, Switch } from '@mantine/core'
import type { IdentityPolicy } from '../../../../main/contract/simulator.ts'
import { MAX_FORECAST_REPLICATIONS } from '../../../../main/contract/simulator.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { mineStore, PERIODS, useMine, type NetworkChange } from './mine-store.ts'
import shared from '../simulator.module.css'
import panel from '../experiment/parameters.module.css'
import bench from '../bench/bench.module.css'
import classes from './mine.module.css'

/** What to ask of the own network: the changes, how far to look, and how often to run. */
export function WhatIfPanel({ identity }: { identity: IdentityPolicy | undefined }) {
  const { t } = useText()
  const format = useFormat()
  const texts = useSimulatorTexts()
  const draft = useMine()
  const number = (value: number): string => texts.number(value, 3)
  return (
    <div className={panel.panel} data-testid="what-if">
      <div className={panel.panelHead}>
        <h2 className={shared.cardTitle}>{t('network:mine.whatIf.title')}</h2>
      </div>
      <p className={panel.parameterText}>{t('network:mine.whatIf.text')}</p>
      <div className={bench.group}>
        <ChangeSwitch
          name="invitation"
          text={t(identity === 'PI' ? 'network:mine.whatIf.invitationNow' : 'network:mine.whatIf.invitationText')}
          disabled={identity === 'PI'}
        />
        <ChangeSwitch name="traitors" text={t('network:mine.whatIf.traitorsText')}>
          <ChangeSlider name="traitors" min={0.01} max={0.9} step={0.01} shown={format.percent(draft.traitors)} />
        </ChangeSwitch>
        <ChangeSwitch name="turnover" text={t('network:mine.whatIf.turnoverText')}>
          <ChangeSlider
            name="turnover"
            min={0}
            max={10}
            step={0.5}
            shown={t('network:mine.whatIf.times', { value: number(draft.turnover) })}
          />
        </ChangeSwitch>
        <ChangeSwitch name="threshold" text={t('network:mine.whatIf.thresholdText')}>
          <ChangeSlider name="threshold" min={0} max={1} step={0.01} shown={number(draft.threshold)} />
        </ChangeSwitch>
      </div>
      <div className={bench.group}>
        <Select
          size="xs"
          label={t('network:mine.settings.days')}
          value={String(draft.days)}
          allowDeselect={false}
          comboboxProps={{ zIndex: 400 }}
          data={PERIODS.map((days) => ({
            value: String(days),
            label: t('network:mine.settings.daysValue', { count: days }),
          }))}
          onChange={(value) => value && mineStore.change({ days: Number(value) })}
          data-testid="mine-days"
        />
        <div className={bench.two}>
          <Whole name="replications" min={1} max={MAX_FORECAST_REPLICATIONS} />
          <Whole name="seed" min={0} max={Number.MAX_SAFE_INTEGER} />
        </div>
      </div>
    </div>
  )
}

function Whole({ name, min, max }: { name: 'replications' | 'seed'; min: number; max: number }) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const value = useMine()[name]
  const isOut = value < min || value > max
  return (
    <NumberInput
      size="xs"
      label={name === 'seed' ? t('simulator:chance.seed') : t('network:mine.settings.replications')}
      value={value}
      min={min}
      max={max}
      clampBehavior="none"
      hideControls
      allowDecimal={false}
      error={isOut && t('simulator:panel.range', { min: texts.number(min, 8), max: texts.number(max, 16) })}
      onChange={(next) => mineStore.change({ [name]: Number(next) })}
      data-testid={`mine-${name}`}
    />
  )
}

interface ChangeSwitchProps {
  name: NetworkChange
  text: string
  disabled?: boolean
  children?: ReactNode
}

/** One change: its switch, what it is, and its value while it is on. */
function ChangeSwitch({ name, text, disabled = false, children }: ChangeSwitchProps) {
  const { t } = useText()
  const { on } = useMine()
  const isOn = on[name] && !disabled
  return (
    <div className={classes.change}>
      <Switch
        checked={isOn}
        disabled={disabled}
        label={t(`network:mine.whatIf.${name}`)}
        description={text}
        onChange={(event) => mineStore.change({ on: { ...on, [name]: event.currentTarget.checked } })}
        data-testid={`what-if-${name}`}
      />
      {isOn && children}
    </div>
  )
}

interface ChangeSliderProps {
  name: Exclude<NetworkChange, 'invitation'>
  min: number
  max: number
  step: number
  shown: string
}

function ChangeSlider({ name, min, max, step, shown }: ChangeSliderProps) {
  const { t } = useText()
  const value = useMine()[name]
  return (
    <div className={classes.sliderRow}>
      <Slider
        size="xs"
        min={min}
        max={max}
        step={step}
        value={value}
        label={null}
        thumbLabel={t('simulator:panel.slider', { name: t(`network:mine.whatIf.${name}`) })}
        onChange={(next) => mineStore.change({ [name]: next })}
        className={classes.slider}
        data-testid={`what-if-${name}-slider`}
      />
      <output className={classes.sliderValue}>{shown}</output>
    </div>
  )
}
