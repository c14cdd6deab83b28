import { Notifications } from '@mantine/notifications'
import { usePhone } from '../../hooks/use-phone.ts'

/** Where messages appear: at the bottom right, a few at a time; one on a phone, above the bar of pages. */
export function Toasts() {
  return <Notifications position="bottom-right" limit={usePhone() ? 1 : 4} zIndex={500} />
}
