/**
 * Targets of `npm run mutation`: `mutate` are globs of source files, `tests` globs of the unit tests that must fail.
 * Tests of whole nodes are left out: they take seconds each, times hundreds of mutants. So is what opens a RocksDB:
 * Stryker runs tests in threads, and its native part ends the process when a second thread loads it.
 */
export const MUTATION_TARGETS = {
  reputation: {
    mutate: ['main/reputation/**/*.ts'],
    tests: ['test/reputation/*.test.ts', 'test/peers/newcomers.test.ts', 'test/ratings/decisions.test.ts'],
  },
  query: {
    mutate: ['main/search/query/*.ts'],
    // query-fuzz insists on its ten thousand texts
    tests: ['test/search/query.test.ts', 'test/search/query/{lexer,parser,redact,similarity,terms,values}.test.ts'],
  },
  storage: {
    mutate: ['main/transfers/storage/*.ts', '!main/transfers/storage/verify-worker.ts'],
    // disk-failures and finished-files start whole nodes
    tests: [
      'test/transfers/storage/{checked-handle*,chunk-*,direct-io-*,exclusive-move,file-system}.test.ts',
      'test/transfers/storage/{guarded-handle,incomplete-file,open-source,part-file*}.test.ts',
    ],
  },
  domain: {
    mutate: ['main/domain/**/*.ts'],
    tests: [
      'test/domain/*.test.ts',
      'test/base/{metadata,torrent,torrent-reader}.test.ts',
      'test/logs/catalogue-entry.test.ts',
      'test/protocol/{page-examples,wire-fixtures}.test.ts',
      'test/ratings/receipts/receipt*.test.ts',
    ],
  },
  protocol: {
    mutate: ['main/protocol/*.ts'],
    tests: [
      'test/protocol/{channel,field-limits,message-limits,page-examples,search-reach,wire-fixtures}.test.ts',
      'test/network/{hello,trust-wire}.test.ts',
    ],
  },
}
