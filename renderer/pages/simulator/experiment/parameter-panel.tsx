import { Accordion, Button, NumberInput, Select, SegmentedControl, Switch } from '@mantine/core'
import { IconRotate } from '@tabler/icons-react'
import type { ParameterView, ScenarioView } from '../../../../main/contract/simulator.ts'
import { Tag } from '../../../components/tag.tsx'
import { simulatorStore, settingsOf, useDraft } from '../simulator-store.ts'
import { ParameterRow } from './parameter-row.tsx'
import { cleaned, GROUPS, standardValue, variedValues, type ParameterName } from './presets.ts'
import { SweepPanel } from './sweep-panel.tsx'
import { useText } from '../../../hooks/use-text.ts'
import shared from '../simulator.module.css'
import classes from './parameters.module.css'

const POLICIES = ['PI', 'FI', 'none', 'all'] as const

/** Every parameter in plain words, grouped; changed ones are marked and can be reset. */
export function ParameterPanel({
  scenario,
  parameters,
  cores,
}: {
  scenario: ScenarioView
  parameters: ParameterView[]
  cores: number
}) {
  const { t } = useText()
  const draft = useDraft()
  const { preset, tab, comparing, editing } = draft
  const watching = tab === 'watch'
  const settings = settingsOf(draft, watching ? 'a' : editing)
  const changed = Object.keys(cleaned(settings, parameters, scenario))
  const free = preset === 'custom' || preset === 'sweep'
  const change = (name: ParameterName, value: number | undefined): void => {
    const other = name === 'weightTotal' ? 'weightRecent' : name === 'weightRecent' ? 'weightTotal' : null
    simulatorStore.set({
      [name]: value,
      ...(other && {
        [other]: value === undefined ? undefined : Number((1 - Math.min(1, Math.max(0, value))).toFixed(6)),
      }),
    })
  }
  const identity = typeof settings.identity === 'string' ? settings.identity : preset === 'sweep' ? 'PI' : 'all'
  return (
    <div className={classes.panel} data-testid="parameter-panel">
      <div className={classes.panelHead}>
        <h2 className={shared.cardTitle}>{t('simulator:panel.title')}</h2>
        {changed.length > 0 ? (
          <Tag tone="accent">{t('simulator:panel.changed', { count: changed.length })}</Tag>
        ) : (
          <Tag>{free ? t('simulator:panel.default') : t('simulator:panel.asPaper')}</Tag>
        )}
        <span className={shared.spring} />
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={changed.length === 0}
          leftSection={<IconRotate size={13} aria-hidden />}
          onClick={() => simulatorStore.reset()}
          data-testid="reset-all"
        >
          {t('simulator:panel.reset')}
        </Button>
      </div>
      {!watching && (
        <div className={classes.compare}>
          <Switch
            checked={comparing}
            onChange={(event) => simulatorStore.compare(event.currentTarget.checked)}
            label={t('simulator:panel.copy')}
            description={t('simulator:panel.compareText')}
            data-testid="compare-switch"
          />
          {comparing && (
            <SegmentedControl
              fullWidth
              value={editing}
              onChange={(value) => simulatorStore.change({ editing: value === 'b' ? 'b' : 'a' })}
              aria-label={t('simulator:panel.variant')}
              data-testid="variant-switch"
              data={[
                { value: 'a', label: t('simulator:chart.a') },
                { value: 'b', label: t('simulator:chart.b') },
              ]}
            />
          )}
        </div>
      )}
      {free && !watching && (
        <Select
          label={t('simulator:panel.identity')}
          size="xs"
          value={identity}
          allowDeselect={false}
          className={classes.pick}
          comboboxProps={{ withinPortal: true, zIndex: 400 }}
          data-testid="identity-select"
          data={POLICIES.map((value) => ({ value, label: t(`simulator:identityLong.${value}`) }))}
          onChange={(value) =>
            simulatorStore.set({
              identity: value === null || (preset === 'custom' && value === 'all') ? undefined : value,
            })
          }
        />
      )}
      <Accordion
        multiple
        key={preset}
        defaultValue={preset === 'sweep' && !watching ? ['sweep'] : ['chance']}
        chevronSize={16}
        classNames={{
          control: classes.groupControl,
          label: classes.groupLabel,
          content: classes.groupContent,
          item: classes.groupItem,
        }}
      >
        {preset === 'sweep' && !watching && (
          <Accordion.Item value="sweep">
            <Accordion.Control>{t('simulator:groups.sweep')}</Accordion.Control>
            <Accordion.Panel>
              <SweepPanel parameters={parameters} />
            </Accordion.Panel>
          </Accordion.Item>
        )}
        <Accordion.Item value="chance">
          <Accordion.Control>{t('simulator:groups.chance')}</Accordion.Control>
          <Accordion.Panel>
            {!watching && (
              <NumberInput
                size="xs"
                label={t('simulator:chance.replications')}
                description={t('simulator:chance.replicationsText')}
                value={draft.replications}
                min={1}
                max={100_000}
                allowDecimal={false}
                clampBehavior="blur"
                onChange={(value) => simulatorStore.change({ replications: Math.max(1, Number(value) || 1) })}
                data-testid="replications"
              />
            )}
            <NumberInput
              size="xs"
              label={t('simulator:chance.seed')}
              description={t('simulator:chance.seedText')}
              value={draft.seed}
              min={0}
              max={4_294_967_295}
              allowDecimal={false}
              clampBehavior="blur"
              onChange={(value) => simulatorStore.change({ seed: Math.max(0, Number(value) || 0) })}
              data-testid="seed"
            />
            {!watching && (
              <Select
                size="xs"
                label={t('simulator:chance.workers')}
                description={t('simulator:chance.workersText')}
                value={draft.workers === null ? 'all' : String(draft.workers)}
                allowDeselect={false}
                comboboxProps={{ zIndex: 400 }}
                data={[
                  { value: 'all', label: t('simulator:chance.allCores', { count: cores }) },
                  ...Array.from({ length: cores }, (_, i) => ({ value: String(i + 1), label: String(i + 1) })),
                ]}
                onChange={(value) =>
                  simulatorStore.change({ workers: value === null || value === 'all' ? null : Number(value) })
                }
                data-testid="workers"
              />
            )}
          </Accordion.Panel>
        </Accordion.Item>
        {GROUPS.map(({ id, names }) => {
          const own = changed.filter((name) => names.some((one) => one === name)).length
          return (
            <Accordion.Item value={id} key={id}>
              <Accordion.Control data-testid={`group-${id}`}>
                {t(`simulator:groups.${id}`)}
                {own > 0 && <span className={classes.groupCount}>{t('simulator:panel.changed', { count: own })}</span>}
              </Accordion.Control>
              <Accordion.Panel>
                {names.map((name) => {
                  const parameter = parameters.find((one) => one.name === name)
                  const value = settings[name]
                  return (
                    parameter && (
                      <ParameterRow
                        key={name}
                        parameter={{ ...parameter, name }}
                        standard={standardValue(parameter, scenario, settings)}
                        value={typeof value === 'number' ? value : undefined}
                        varied={
                          watching ? [] : variedValues(scenario, name).length > 1 ? variedValues(scenario, name) : []
                        }
                        onChange={(next) => change(name, next)}
                      />
                    )
                  )
                })}
              </Accordion.Panel>
            </Accordion.Item>
          )
        })}
      </Accordion>
    </div>
  )
}
