import type { Transfer, TransferChanges } from '../../../main/contract/transfers.ts'

/** The whole list after each update. Unchanged items keep their identity, so that only changed rows render again. */
export async function* wholeList(news: AsyncIterable<TransferChanges>): AsyncGenerator<Transfer[], void, void> {
  let known = new Map<string, Transfer>()
  for await (const { reset, changed, removed } of news) {
    if (reset) known = new Map()
    for (const transfer of changed) known.set(transfer.id, transfer)
    for (const id of removed) known.delete(id)
    yield [...known.values()]
  }
}
