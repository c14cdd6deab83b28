import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import ts from 'typescript-eslint'
import { imports } from './scripts/lint/import-rules.mjs'

const noDisable = { reportUnusedDisableDirectives: 'error', noInlineConfig: true }

/** What the pure rooms may not touch: the DOM, Node, timers and chance. */
const impure = [
  'window',
  'document',
  'navigator',
  'localStorage',
  'sessionStorage',
  'fetch',
  'process',
  'Buffer',
  'global',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'require',
  'performance',
  'crypto',
]

export default ts.config(
  // A bundler writes its compiled configuration beside the original and deletes it at once: gone before a linter can read it.
  {
    ignores: [
      'node_modules/',
      'out/',
      'dist/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      '*.config.ts.*.mjs',
      '*.timestamp-*',
    ],
  },
  { linterOptions: noDisable },
  {
    files: ['**/*.{ts,tsx,mjs,js}'],
    plugins: { house: { rules: { imports } } },
    rules: { 'house/imports': 'error' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [ts.configs.recommended],
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Node runs the files as they are: no enums.' },
        {
          // from the start of a copy is safe, which tests use
          selector:
            "CallExpression[callee.property.name='toString'][arguments.0.value=/^(utf-?16le|ucs-?2)$/i]:not([callee.object.callee.property.name='from'])",
          message: 'Node 24 damages its heap when it decodes UTF-16 from an odd address: use TextDecoder.',
        },
      ],
    },
  },
  {
    files: ['**/*.{mjs,js}'],
    languageOptions: { globals: globals.node },
    rules: {
      'no-undef': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-console': ['error', { allow: ['error'] }],
    },
  },
  {
    files: ['main/reputation/**/*.ts', 'main/contract/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impure],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now' },
        { object: 'Math', property: 'random' },
      ],
    },
  },
  {
    files: ['main/**/*.ts'],
    // The clock itself, the entries, and what compares with the file system's own times or names a damaged file by the hour.
    ignores: [
      'main/base/clock.ts',
      'main/cli.ts',
      'main/shell/electron/**',
      'main/identity/lock.ts',
      'main/store/database.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take a Clock.' },
        { object: 'Math', property: 'random', message: 'Take a Random.' },
      ],
    },
  },
  // The entries and the desktop's main process speak to the terminal; everybody else is handed a `log`.
  {
    files: [
      'main/cli.ts',
      'main/core.ts',
      'main/electron.ts',
      'main/shell/electron/**/*.ts',
      'test/**',
      'scripts/**',
      '*.config.ts',
    ],
    rules: { 'no-console': 'off' },
  },
)
