import { Radio } from '@mantine/core'
import { POLICIES, type Policy } from '../../../main/contract/communities.ts'
import { useText } from '../../hooks/use-text.ts'

/** Chooses a policy, with what each protects from. */
export function PolicyChoice({ value, onChange }: { value: Policy; onChange: (policy: Policy) => void }) {
  const { t } = useText()
  return (
    <Radio.Group
      label={t('communities:policyLabel')}
      value={value}
      onChange={(next) => onChange(POLICIES.find((policy) => policy === next) ?? 'open')}
    >
      <div style={{ display: 'flex', flexDirection: 'column', gap: 10, marginTop: 8 }}>
        {POLICIES.map((policy) => (
          <Radio
            key={policy}
            size="sm"
            value={policy}
            label={t(`communities:policy.${policy}`)}
            description={t(`communities:means.${policy}`)}
            data-testid={`policy-${policy}`}
          />
        ))}
      </div>
    </Radio.Group>
  )
}
