/**
 * What `npm run mutation` can mutate, by name: `mutate` are globs of source files, `tests` globs of the unit tests that
 * must
 * notice. Tests of whole nodes stay out: they take seconds each, and there are hundreds of mutants. Add new rooms here.
 */
export const MUTATION_TARGETS = {
  reputation: {
    mutate: ['main/reputation/*.ts'],
    tests: ['test/reputation/*.test.ts', 'test/peers/newcomers.test.ts', 'test/ratings/decisions.test.ts'],
  },
  query: {
    mutate: ['main/search/query/*.ts'],
    tests: ['test/search/query.test.ts', 'test/search/query/*.test.ts'],
  },
  storage: {
    mutate: [
      'main/transfers/storage/part-file.ts',
      'main/transfers/storage/incomplete-file.ts',
      'main/library/hashing/file-layer.ts',
      'main/transfers/chunk-*.ts',
      'main/domain/safe-name.ts',
    ],
    tests: ['test/transfers/chunk-*.test.ts', 'test/transfers/part-file*.test.ts', 'test/transfers/units.test.ts'],
  },
}
