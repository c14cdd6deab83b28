import { Checkbox, NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import type { ParameterView } from '../../../../main/contract/simulator.ts'
import { simulatorStore, useDraft } from '../simulator-store.ts'
import { NAMES } from './presets.ts'
import { sweepValues, type SweepDraft } from './sweep.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { useText } from '../../../hooks/use-text.ts'
import shared from '../simulator.module.css'
import classes from './parameters.module.css'

function Axis({
  id,
  label,
  sweep,
  parameters,
  onChange,
}: {
  id: string
  label: string
  sweep: SweepDraft
  parameters: ParameterView[]
  onChange: (sweep: SweepDraft) => void
}) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const set = (part: Partial<SweepDraft>): void => onChange({ ...sweep, ...part })
  const integer = parameters.find(({ name }) => name === sweep.parameter)?.integer ?? false
  const { values, problem } = sweepValues(sweep, integer)
  const number = (value: number | string): number => (value === '' ? Number.NaN : Number(value))
  return (
    <div className={classes.axis} data-testid={`sweep-${id}`}>
      <Select
        size="xs"
        label={label}
        value={sweep.parameter}
        allowDeselect={false}
        searchable
        comboboxProps={{ zIndex: 400 }}
        data={NAMES.map((name) => ({ value: name, label: texts.parameter(name, 'name') }))}
        onChange={(value) => value && set({ parameter: value })}
        data-testid={`sweep-${id}-parameter`}
      />
      <SegmentedControl
        fullWidth
        value={sweep.mode}
        aria-label={t('simulator:sweep.mode')}
        onChange={(value) => set({ mode: value === 'list' ? 'list' : 'range' })}
        data={[
          { value: 'range', label: t('simulator:sweep.range') },
          { value: 'list', label: t('simulator:sweep.list') },
        ]}
      />
      {sweep.mode === 'list' ? (
        <TextInput
          size="xs"
          label={t('simulator:sweep.values')}
          value={sweep.list}
          onChange={(event) => set({ list: event.currentTarget.value })}
          error={problem && t(`simulator:sweep.problem.${problem}`)}
          data-testid={`sweep-${id}-list`}
        />
      ) : (
        <>
          <div className={classes.three}>
            <NumberInput
              size="xs"
              label={t('simulator:sweep.from')}
              value={Number.isNaN(sweep.from) ? '' : sweep.from}
              hideControls
              onChange={(value) => set({ from: number(value) })}
            />
            <NumberInput
              size="xs"
              label={t('simulator:sweep.to')}
              value={Number.isNaN(sweep.to) ? '' : sweep.to}
              hideControls
              onChange={(value) => set({ to: number(value) })}
            />
            <NumberInput
              size="xs"
              label={t('simulator:sweep.steps')}
              value={Number.isNaN(sweep.steps) ? '' : sweep.steps}
              min={1}
              max={60}
              hideControls
              allowDecimal={false}
              onChange={(value) => set({ steps: number(value) })}
              data-testid={`sweep-${id}-steps`}
            />
          </div>
          {problem && (
            <p className={classes.problem} role="alert">
              {t(`simulator:sweep.problem.${problem}`)}
            </p>
          )}
        </>
      )}
      <Checkbox
        size="xs"
        label={t('simulator:sweep.log')}
        checked={sweep.log}
        onChange={(event) => set({ log: event.currentTarget.checked })}
      />
      {!problem && (
        <p className={shared.small}>
          {t('simulator:sweep.runs', { count: values.length })}:{' '}
          {values.length > 8
            ? [...values.slice(0, 3), '…', ...values.slice(-2)]
                .map((value) => (typeof value === 'number' ? texts.number(value) : value))
                .join(', ')
            : values.map((value) => texts.number(value)).join(', ')}
        </p>
      )}
    </div>
  )
}

/** The sweep's parameters, one or two, each as a range or a list of values. */
export function SweepPanel({ parameters }: { parameters: ParameterView[] }) {
  const { t } = useText()
  const { sweeps } = useDraft()
  const { first, second, two } = sweeps
  return (
    <>
      <Axis
        id="first"
        label={t('simulator:sweep.first')}
        sweep={first}
        parameters={parameters}
        onChange={(sweep) => simulatorStore.change({ sweeps: { ...sweeps, first: sweep } })}
      />
      <Switch
        checked={two}
        onChange={(event) => simulatorStore.change({ sweeps: { ...sweeps, two: event.currentTarget.checked } })}
        label={t('simulator:sweep.two')}
        data-testid="sweep-two"
      />
      {two && (
        <Axis
          id="second"
          label={t('simulator:sweep.second')}
          sweep={second}
          parameters={parameters}
          onChange={(sweep) => simulatorStore.change({ sweeps: { ...sweeps, second: sweep } })}
        />
      )}
      {two && first.parameter === second.parameter && (
        <p className={classes.problem} role="alert">
          {t('simulator:sweep.same')}
        </p>
      )}
    </>
  )
}
