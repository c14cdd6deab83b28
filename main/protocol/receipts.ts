import type { WireProtocol } from './codec.ts'

/** `hyoban/receipts` 2 has no messages. */
export type ReceiptSupport = Record<never, never>

/** hyoban/receipts 2: a peer that opens it accepts receipts of format 2 on `hyoban/transfer`. */
export const receiptsProtocol: WireProtocol<ReceiptSupport> = {
  name: 'hyoban/receipts',
  version: 2,
  messages: {},
  rate: { burst: 8, perSecond: 1 },
}
