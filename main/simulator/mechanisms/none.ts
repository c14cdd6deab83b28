import { meetingMechanism } from './meeting-mechanism.ts'

/** The free market: nobody is refused or excluded. */
export const none = meetingMechanism({
  name: 'none',
  title: 'free market',
  kernel: { rule: 'none', bytes: () => 0 },
  rule: () => ({ bytes: 0 }),
})
