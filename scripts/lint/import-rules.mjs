import { dirname, relative, resolve, sep } from 'node:path'
import { root } from '../lib/paths.mjs'
import { importProblem, roomOf } from './rooms.mjs'

const inProject = (path) => relative(root, path).split(sep).join('/')

const isTypeOnly = (kind, specifiers) =>
  kind === 'type' || (specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type'))

/** ESLint rule: every import must be allowed by rooms.mjs. */
export const imports = {
  meta: { type: 'problem', schema: [], messages: { no: '{{why}}.' } },
  create(context) {
    const from = inProject(context.filename)
    const check = (source, typeOnly = false) => {
      if (!source || typeof source.value !== 'string') return
      const specifier = source.value
      const target = specifier.startsWith('.') ? inProject(resolve(dirname(context.filename), specifier)) : undefined
      const why = importProblem(from, specifier, target, typeOnly)
      if (why) context.report({ node: source, messageId: 'no', data: { why } })
    }
    return {
      Program(node) {
        if (!roomOf(from))
          context.report({
            node,
            messageId: 'no',
            data: { why: `${from} belongs to no room: list it in scripts/lint/rooms.mjs` },
          })
      },
      ImportDeclaration: (node) => check(node.source, isTypeOnly(node.importKind, node.specifiers)),
      ExportNamedDeclaration: (node) => check(node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal, true),
    }
  },
}
