import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { IconRotate } from '@tabler/icons-react'
import type { Problem } from '../../../../main/contract/base.ts'
import type { LabPresetView, LabView } from '../../../../main/contract/simulator.ts'
import { useText } from '../../../hooks/use-text.ts'
import { problemText } from '../../../locales/problem-text.ts'
import { sentences } from '../../../locales/sentences.ts'
import { standardOf, useBench, type BenchDraft, type BenchStore, type FigureLine } from './bench-store.ts'
import { SettingRow } from './setting-row.tsx'
import { SweepFields } from './sweep-fields.tsx'
import shared from '../simulator.module.css'
import panel from '../experiment/parameters.module.css'
import classes from './bench.module.css'

interface SettingsPanelProps {
  lab: LabView
  preset: LabPresetView
  draft: BenchDraft
  line: FigureLine
  lineName: string
  store: BenchStore
  /** Why the simulator refuses these settings; shown at the fields that it names. */
  problem: Problem | null
}

/** The settings of the active line, the sweep, and the replications. */
export function SettingsPanel({ lab, preset, draft, line, lineName, store, problem }: SettingsPanelProps) {
  const { t, i18n } = useText()
  const { replications, seed } = useBench(store)
  const kindName = String(line.set[lab.name] ?? lab.parameters[0]?.default)
  const kind = lab.kinds.find((one) => one.name === kindName)
  const shown = lab.parameters.filter(({ name }) => kind?.uses.includes(name))
  const refused = new Set(problem ? [...Object.keys(problem.details), String(problem.details['name'] ?? '')] : [])
  const why = problem ? problemText(problem, t, i18n.language) : undefined
  const at = (name: string): string | undefined => (refused.has(name) ? sentences(why?.title, why?.hint) : undefined)
  const placed = shown.some(({ name }) => refused.has(name)) || refused.has('replications') || refused.has('seed')
  return (
    <div className={panel.panel} data-testid="bench-settings">
      <div className={panel.panelHead}>
        <h2 className={shared.cardTitle}>{t('simulator:panel.title')}</h2>
        <span className={shared.spring} />
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconRotate size={13} aria-hidden />}
          onClick={() => store.reset(preset, lab)}
          data-testid="bench-reset"
        >
          {t('laboratory:panel.restore')}
        </Button>
      </div>
      <div className={classes.group}>
        <TextInput
          size="xs"
          label={t('laboratory:panel.name')}
          value={line.name}
          placeholder={lineName}
          maxLength={60}
          onChange={(event) => store.rename(preset.name, event.currentTarget.value)}
          data-testid="line-name"
        />
        <Select
          size="xs"
          label={t(`laboratory:panel.${lab.name}`)}
          value={kindName}
          allowDeselect={false}
          comboboxProps={{ zIndex: 400 }}
          data={lab.kinds.map(({ name }) => name)}
          onChange={(value) => value && store.set(preset.name, lab.name, value)}
          data-testid="kind"
        />
        {lab.name === 'mechanism' && kind && (
          <p className={shared.note}>{t(`laboratory:kinds.${kind.name}` as never, { defaultValue: kind.title })}</p>
        )}
      </div>
      <div className={classes.group}>
        <Switch
          checked={draft.sweeping}
          label={t('laboratory:panel.sweep')}
          onChange={(event) => store.edit(preset.name, { sweeping: event.currentTarget.checked })}
          data-testid="bench-sweeping"
        />
        {draft.sweeping && (
          <SweepFields
            sweep={draft.sweep}
            parameters={shown.filter((one) => typeof one.default === 'number')}
            onChange={(sweep) => store.edit(preset.name, { sweep })}
          />
        )}
        <div className={classes.two}>
          <NumberInput
            size="xs"
            label={t('simulator:chance.replications')}
            value={replications}
            min={1}
            max={100_000}
            clampBehavior="none"
            hideControls
            allowDecimal={false}
            error={at('replications')}
            onChange={(value) => store.change({ replications: Number(value) })}
            data-testid="bench-replications"
          />
          <NumberInput
            size="xs"
            label={t('simulator:chance.seed')}
            value={seed}
            min={0}
            clampBehavior="none"
            hideControls
            allowDecimal={false}
            error={at('seed')}
            onChange={(value) => store.change({ seed: Number(value) })}
            data-testid="bench-seed"
          />
        </div>
      </div>
      {problem && !placed && (
        <p className={panel.problem} role="alert" data-testid="bench-problem">
          {sentences(why?.title, why?.hint)}
        </p>
      )}
      <div className={classes.group}>
        {shown.map((parameter) => (
          <SettingRow
            key={parameter.name}
            parameter={parameter}
            standard={standardOf(lab.parameters, kind, parameter.name) ?? parameter.default}
            value={line.set[parameter.name]}
            swept={draft.sweeping && draft.sweep.parameter === parameter.name}
            problem={at(parameter.name)}
            onChange={(value) => store.set(preset.name, parameter.name, value)}
          />
        ))}
      </div>
    </div>
  )
}
