import { Select, TextInput } from '@mantine/core'
import type { LabParameterView } from '../../../../main/contract/simulator.ts'
import { useText } from '../../../hooks/use-text.ts'
import { sweepValues, type SweepDraft } from '../experiment/sweep.ts'
import { outOfRange } from './setting-row.tsx'
import { useLabTexts } from './lab-texts.ts'

interface SweepFieldsProps {
  sweep: SweepDraft
  parameters: readonly LabParameterView[]
  onChange: (sweep: SweepDraft) => void
}

/** What the figure runs through: one parameter and its values. */
export function SweepFields({ sweep, parameters, onChange }: SweepFieldsProps) {
  const { t } = useText()
  const texts = useLabTexts()
  const parameter = parameters.find(({ name }) => name === sweep.parameter)
  const { values, problem } = sweepValues(sweep, parameter?.integer ?? false)
  const bad = parameter ? values.find((value) => outOfRange(parameter, value)) : undefined
  const range = t('simulator:panel.range', {
    min: texts.number(parameter?.min ?? 0, 8),
    max: texts.number(parameter?.max ?? 0, 8),
  })
  return (
    <>
      <Select
        size="xs"
        label={t('simulator:sweep.first')}
        value={sweep.parameter}
        allowDeselect={false}
        searchable
        comboboxProps={{ zIndex: 400 }}
        data={parameters.map(({ name }) => name)}
        error={parameter ? undefined : t('laboratory:panel.noSweep', { name: sweep.parameter })}
        onChange={(value) => value && onChange({ ...sweep, parameter: value })}
        data-testid="bench-sweep-parameter"
      />
      <TextInput
        size="xs"
        label={t('simulator:sweep.values')}
        value={sweep.list}
        onChange={(event) => onChange({ ...sweep, list: event.currentTarget.value })}
        error={
          problem
            ? t(`simulator:sweep.problem.${problem}`)
            : bad === undefined
              ? undefined
              : t('laboratory:panel.outside', { range })
        }
        data-testid="bench-sweep-values"
      />
    </>
  )
}
