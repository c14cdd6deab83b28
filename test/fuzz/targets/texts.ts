import { readLink as readInvitationLink, writeLink } from '../../../main/communities/invitation.ts'
import { HyobanError } from '../../../main/base/errors.ts'
import { formatLink, readLink } from '../../../main/contract/link.ts'
import { cutMetadata, cutText } from '../../../main/domain/metadata.ts'
import { displayPath, displayText } from '../../../main/domain/text/display-text.ts'
import { foldText } from '../../../main/domain/text/fold-text.ts'
import { safeFolder, safeName } from '../../../main/domain/text/safe-name.ts'
import { shortGrams } from '../../../main/domain/text/short-grams.ts'
import { identityText, parseIdentity } from '../../../main/identity/identity.ts'
import { phraseOf, seedOfPhrase } from '../../../main/identity/phrase.ts'
import { parseBootstrap } from '../../../main/network/discovery/bootstrap.ts'
import { normaliseCommunity } from '../../../main/network/discovery/topic.ts'
import { sanitiseName } from '../../../main/protocol/handshake.ts'
import { parseQuery, understand } from '../../../main/search/query/parser.ts'
import { printQuery } from '../../../main/search/query/printer.ts'
import { QueryError } from '../../../main/search/query/problem.ts'
import { redactPrivateTerms } from '../../../main/search/query/redact.ts'
import { readReport, resultsOf } from '../../../main/simulator/report.ts'
import { UserSettings } from '../../../main/settings/settings.ts'
import { defaultSettings } from '../../../main/settings/defaults.ts'
import { parseRange } from '../../../main/shell/content/range.ts'
import { parseWindowState } from '../../../main/shell/electron/window/window-state.ts'
import { decodeOutcome } from '../../../main/transfers/download/outcome-codec.ts'
import identity from '../../fixtures/formats/identity-1.json' with { type: 'json' }
import links from '../../fixtures/formats/link-1.json' with { type: 'json' }
import membership from '../../fixtures/formats/membership-1.json' with { type: 'json' }
import { same } from '../expect.ts'
import type { FuzzTarget } from '../target.ts'

/** The value of a parser that tells users what is wrong; null for an input that it refuses. */
function told<T>(parse: () => T): T | null {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof HyobanError) || error.message === '') throw error
    return null
  }
}

/** A text that ends up in a sentence, a file name or a header, in any encoding of its bytes. */
interface TextParser {
  name: string
  maxBytes?: number
  seeds: readonly string[]
  words?: readonly string[]
  run: (text: string) => void
}

function text({ name, maxBytes = 1500, seeds, words = [], run }: TextParser): FuzzTarget {
  return {
    name,
    maxBytes,
    seeds: () => seeds.map((seed) => Buffer.from(seed)),
    words,
    // UTF-16 as well: strings hold lone surrogates. From a copy: Node 24.21 damages its heap when it decodes
    // UTF-16 from an odd address (`buffer.toString('utf16le', 1)`).
    run: (input) =>
      run(input[0] === 0xff ? Buffer.from(input.subarray(1)).toString('utf16le') : input.toString('utf8')),
  }
}

const FIELDS = ['size:', 'type:', 'ext:', 'year:', 'peers:', 'trust:', 'title:', 'root:', 'shared:', '種類:']
const SIGNS = ['"', '(', ')', '-', ' OR ', ' NOT ', '|', '>', '>=', '..', '<', ',', '*', '\\', '「', '」', '：', '　']
/** A part of an experiment, as `hyoban simulate --shard` writes it. */
const SHARD = {
  scenario: 'fig2',
  settings: {},
  replications: 1,
  seed: 1,
  series: [],
  varies: [],
  axis: { label: 'x', log: false },
  seeds: [1],
  claims: [],
  request: { scenario: 'custom', replications: 1, seed: 1, sweeps: [{ parameter: 'benefit', values: [1, 2] }] },
  model: 1,
  version: null,
  shard: { index: 0, of: 2 },
  runs: [{ task: 0, values: [0.5] }],
}
const HOSTILE = [
  '\u202e',
  '\u200b',
  '\ufeff',
  '\u0301\u0301\u0301\u0301\u0301',
  'ﬀ',
  'İ',
  '\ud800',
  '/../',
  '\\',
  'con.',
]

export const textTargets: FuzzTarget[] = [
  text({
    name: 'invitation-link',
    maxBytes: 6100,
    seeds: membership.invitations.map(({ link }) => link),
    run(link) {
      const invitation = told(() => readInvitationLink(link))
      if (invitation) same(writeLink(invitation), link.replace(/\s+/g, ''), 'two links of one invitation')
    },
  }),
  text({
    name: 'content-link',
    maxBytes: 8300,
    seeds: links.map(({ link }) => link),
    words: ['hyoban:?', '&', '=', 'root=', 'name=', 'size=', '%', '%e9', '+', '//', '#'],
    run(link) {
      const found = readLink(link)
      if (found.link) same(readLink(formatLink(found.link)).link, found.link, 'another link after a second reading')
      else if (!found.fault) throw new Error('neither a link nor a fault')
    },
  }),
  text({
    name: 'query',
    maxBytes: 512,
    seeds: [
      'night sea',
      '"a b" OR (c -d)',
      'type:audio size:>3mb..4gb',
      'title:「夜 海」 -year:1999',
      'trust:<0.5 shared:<1d',
    ],
    words: [...FIELDS, ...SIGNS, '10mb', '0.5', '2020', 'audio', 'flac', 'ff00'],
    run(query) {
      const { query: understood, problem } = understand(query)
      if (problem && !(problem instanceof QueryError && problem.start <= problem.end && problem.end <= query.length))
        throw new Error('a problem without a place')
      const printed = printQuery(understood)
      same(parseQuery(printed).query, understood, `${printed} is another query`)
      const redacted = parseQuery(printQuery(redactPrivateTerms(understood))).query
      same(redactPrivateTerms(redacted), redacted, 'something private is left')
    },
  }),
  text({
    name: 'identity-file',
    seeds: [
      identityText({
        publicKey: Buffer.from(identity.publicKey, 'hex'),
        secretKey: Buffer.from(identity.seed + identity.publicKey, 'hex'),
      }),
    ],
    words: ['"version"', '"logs"', '"logs-2"', '"restored"', '"logLength"', 'true', 'null', '1e9', '{', '[', '-1'],
    run: (file) => void told(() => parseIdentity(file, '/identity.json')),
  }),
  text({
    name: 'recovery-phrase',
    seeds: [phraseOf(Buffer.from(identity.seed, 'hex')).join(' ')],
    run(phrase) {
      const seed = told(() => seedOfPhrase(phrase))
      if (seed) same(seedOfPhrase(phraseOf(seed).join(' ')), seed, 'another seed')
    },
  }),
  text({
    name: 'names',
    maxBytes: 2400,
    seeds: ['夜の海 01.flac', 'folder/sub/con.txt', 'a\u0301'.repeat(40), 'x'.repeat(300) + '.tar.gz'],
    words: HOSTILE,
    run(name) {
      same(safeName(safeName(name)), safeName(name), 'a safe name is not safe')
      same(safeFolder(safeFolder(name)), safeFolder(name), 'a safe folder is not safe')
      same(sanitiseName(sanitiseName(name)), sanitiseName(name), 'a clean name of a peer is not clean')
      same(foldText(foldText(name)), foldText(name), 'a folded text is not folded')
      same(displayText(displayText(name)), displayText(name), 'a shown text is shown otherwise')
      displayPath(name)
      shortGrams(name)
      same(cutText(cutText(name, 96), 96), cutText(name, 96), 'a cut text is not cut')
      const metadata = cutMetadata({ title: name, text: name, artist: name })
      same(cutMetadata(metadata), metadata, 'clean metadata is not clean')
    },
  }),
  text({
    name: 'community-name',
    maxBytes: 600,
    seeds: ['Reading Circle', 'ÅNGSTRÖM', 'ẞ İ'],
    words: HOSTILE,
    run(name) {
      const normal = told(() => normaliseCommunity(name))
      if (normal !== null)
        same(
          told(() => normaliseCommunity(normal)),
          normal,
          'two names of one community',
        )
    },
  }),
  text({
    name: 'entry-points',
    seeds: ['127.0.0.1:49737', 'node.example.org:1,10.0.0.1:65535'],
    words: ['[::1]', ':', ',', '.', '999'],
    run: (list) => void told(() => parseBootstrap([list])),
  }),
  text({
    name: 'range-header',
    maxBytes: 200,
    seeds: ['bytes=0-99', 'bytes=-5', 'bytes=500-', 'bytes=0-0,5-6'],
    words: ['bytes=', '-', ',', '9007199254740993', '1e3'],
    run(header) {
      const range = parseRange(header, 1000)
      if (range === null || range === 'unsatisfiable') return
      const { start, end } = range
      if (!(Number.isSafeInteger(start) && start >= 0 && start < end && end <= 1000)) throw new Error('not in the file')
    },
  }),
  text({
    name: 'stored-settings',
    seeds: ['name="Alice"', 'transferLimits={"down":0,"up":1,"peerDown":0,"peerUp":0}', 'transferSchedule=[]'],
    words: [...Object.keys(defaultSettings()).map((key) => `${key}=`), '{}', '[]', 'null', '-1', '1e400', '"'],
    run(line) {
      const key = line.split('=', 1)[0] as string
      const read = (wanted: string): string | undefined => (wanted === key ? line.slice(key.length + 1) : undefined)
      const defaults = defaultSettings()
      const { values } = new UserSettings({ read, write: () => {} }, defaults)
      same(Object.keys(values), Object.keys(defaults), 'other settings')
    },
  }),
  text({
    name: 'simulation-report',
    maxBytes: 1200,
    seeds: [JSON.stringify(SHARD)],
    words: ['1e9', '-1', '0.5', 'null', '[]', '{}', '"benefit"', '"runs":', '"task":', '"sweeps":', '"set":', '1e308'],
    run(json) {
      const report = told(() => readReport(json, 'shard.json'))
      if (report) told(() => resultsOf(report, 'shard.json'))
    },
  }),
  text({
    name: 'stored-json',
    seeds: [
      '{"x":1,"y":2,"width":800,"height":600,"maximized":true}',
      '{"outcome":"served","receipt":null}',
      '"x"',
      'null',
    ],
    words: ['"receipt":', '"x"', 'null', '1e999', '[]'],
    run(json) {
      parseWindowState(json)
      told(() => decodeOutcome(json))
    },
  }),
]
