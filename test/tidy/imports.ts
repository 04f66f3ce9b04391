import { posix } from 'node:path'
import { child, children, type Node, nameOf, propertyOf, type Syntax, stringOf } from './syntax.ts'

/** One way in which a file names another. */
export interface Import {
  /** As written: `./stream.ts`, `node:fs`, `zod`. */
  readonly specifier: string
  /** Path of the file meant, for a relative specifier; otherwise the specifier. */
  readonly target: string
  readonly line: number
  /** Nothing of it is left at run time (`import { type T }` leaves an import for effect). */
  readonly typeOnly: boolean
  /** Named by `new URL`, so read or started as a file rather than imported. */
  readonly asFile: boolean
}

/**
 * Everything the file at `path` imports: statements, re-exports, `import()`, types in `import('…')` form, and workers
 * named by `new URL('…', import.meta.url)`.
 */
export function importsOf(path: string, syntax: Syntax): readonly Import[] {
  return syntax.nodes.flatMap((node) => {
    const specifier = stringOf(specifierNode(node))
    if (specifier === undefined) return []
    const relative = specifier.startsWith('.')
    const target = relative ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts') : specifier
    return [
      {
        specifier,
        target,
        line: syntax.lineOf(node.start),
        typeOnly: isTypeOnly(node),
        asFile: node.type === 'NewExpression',
      },
    ]
  })
}

function specifierNode(node: Node): Node | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return child(node, 'source')
    case 'NewExpression': {
      const [specifier, base] = children(node, 'arguments')
      const ownUrl = child(base, 'object')?.type === 'MetaProperty' && propertyOf(base) === 'url'
      return nameOf(child(node, 'callee')) === 'URL' && ownUrl ? specifier : undefined
    }
    default:
      return undefined
  }
}

function isTypeOnly(node: Node): boolean {
  return node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type'
}
