import { Radio, Textarea, TextInput } from '@mantine/core'
import { useText } from '../../hooks/use-text.ts'
import classes from './first-run.module.css'

/** The ways into a first community. */
const WAYS = ['public', 'other', 'invitation', 'found'] as const
export type Way = (typeof WAYS)[number]
/** What was typed for each way: a name or an invitation. */
export type Answers = Readonly<Record<Way, string>>

/** Chooses a community, and asks for its name or the invitation below what was chosen. */
export function CommunityChoice({
  way,
  answers,
  missed,
  onWay,
  onAnswer,
}: {
  way: Way
  answers: Answers
  /** The ways whose field was found empty. */
  missed: ReadonlySet<Way>
  onWay: (way: Way) => void
  onAnswer: (text: string) => void
}) {
  const { t } = useText()
  const field = (label: string, missing: string, testId: string) => ({
    ml: 30,
    'aria-label': label,
    value: answers[way],
    error: missed.has(way) && answers[way].trim() === '' ? missing : undefined,
    spellCheck: false,
    autoComplete: 'off',
    'data-testid': testId,
  })
  const name = (label: string, testId: string) => (
    <TextInput
      {...field(label, t('firstRun:communityMissing'), testId)}
      placeholder={label}
      maxLength={128}
      onChange={(event) => onAnswer(event.currentTarget.value)}
    />
  )
  return (
    <Radio.Group
      label={t('firstRun:community')}
      value={way}
      onChange={(value) => onWay(WAYS.find((one) => one === value) ?? 'public')}
    >
      <div className={classes.choice} style={{ marginTop: 8 }}>
        <Radio
          size="sm"
          value="public"
          label={t('firstRun:public')}
          description={t('firstRun:publicText')}
          data-testid="first-run-public"
        />
        <Radio
          size="sm"
          value="other"
          label={t('firstRun:other')}
          description={t('firstRun:otherText')}
          data-testid="first-run-other"
        />
        {way === 'other' && name(t('firstRun:otherName'), 'first-run-community')}
        <Radio
          size="sm"
          value="invitation"
          label={t('firstRun:invitation')}
          description={t('firstRun:invitationText')}
          data-testid="first-run-by-invitation"
        />
        {way === 'invitation' && (
          <Textarea
            {...field(t('firstRun:invitationLink'), t('firstRun:invitationMissing'), 'first-run-invitation')}
            placeholder="hyoban:invite/…"
            minRows={2}
            maxRows={4}
            autosize
            onChange={(event) => onAnswer(event.currentTarget.value)}
          />
        )}
        <Radio
          size="sm"
          value="found"
          label={t('firstRun:found')}
          description={t('firstRun:foundText')}
          data-testid="first-run-found"
        />
        {way === 'found' && name(t('firstRun:foundName'), 'first-run-found-name')}
      </div>
    </Radio.Group>
  )
}
