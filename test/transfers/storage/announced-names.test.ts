import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { announcedName } from '../../../main/domain/text/safe-name.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { TransfersStore } from '../../../main/store/transfers/transfers-store.ts'
import type { TransferRow } from '../../../main/transfers/ports.ts'
import { makeFile } from '../helpers/files.ts'
import { startPair } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet()

test('a download tells the announced name if its file has another one', async () => {
  const [a, b] = await startPair(net.bootstrap)
  writeFileSync(join(b.folder, 'photo.png'), 'mine')
  let size = 1000
  const fetch = async (name: string): Promise<Transfer> => {
    const file = a.share(makeFile(a.dir, `file ${size}`, size++))
    const id = b.transfers.download({ root: file.root, name, size: file.size, peer: a.key })
    return b.line(id, ({ state }) => state === 'done')
  }
  expect(await fetch('plain.txt')).not.toHaveProperty('announced')
  expect(await fetch('cafe\u0301.txt')).not.toHaveProperty('announced')
  expect(await fetch('Aux.txt')).toMatchObject({ name: '_Aux.txt', announced: 'Aux.txt' })
  expect(await fetch('what? 1:2.txt')).toMatchObject({ name: 'what_ 1_2.txt', announced: 'what? 1:2.txt' })
  expect(await fetch('photo.png')).toMatchObject({ path: join(b.folder, 'photo (2).png'), announced: 'photo.png' })
})

test('what is shown of a name hides and reorders nothing', () => {
  expect(announcedName('../../etc/\u202Egnp.exe')).toBe('\ufffdgnp.exe')
  expect(announcedName('a\nb\u200b.txt')).toBe('a\ufffdb\ufffd.txt')
  expect(announcedName('x'.repeat(5000))).toHaveLength(1024)
})

test('the announced name outlasts a restart', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-names-'))
  const db = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  const store = new TransfersStore(db)
  const row: TransferRow = {
    id: 'a1',
    direction: 'down',
    root: '00'.repeat(32),
    name: '_Aux.txt',
    announced: 'Aux.txt',
    size: 1,
    peer: '11'.repeat(32),
    folder: '/d',
    part: '_Aux.txt.a1.part',
    path: '',
    inode: 0,
    moved: 0,
    state: 'waiting',
    problem: null,
    started: 1,
    ended: null,
    rated: null,
    due: null,
    target: '',
  }
  const { announced, ...plain } = { ...row, id: 'a2', name: 'plain.txt' }
  store.save(row)
  store.save(plain)
  db.settle()
  expect(announced).toBe('Aux.txt')
  expect(store.all()).toEqual([row, plain])
  db.close()
  rmSync(dir, { recursive: true })
})
