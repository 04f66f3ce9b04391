import { parseAst } from 'vitest/node'

/** A node of the syntax tree (ESTree, with TypeScript's own nodes). */
export interface Node {
  readonly type: string
  /** Offsets into the text, end exclusive. */
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** The tree of a TypeScript text, every node once in the order of the text, and where its lines begin. */
export interface Syntax {
  readonly nodes: readonly Node[]
  /** The node's parent, grandparent and so on; the root has none. */
  parentOf(node: Node): Node | undefined
  /** The line of an offset, from 1. */
  lineOf(offset: number): number
}

/** Throws the parser's own error on a text that is no TypeScript. */
export function parse(text: string): Syntax {
  // oxlint-disable-next-line typescript/no-deprecated -- vitest hands on no other parser, and it saves a dependency
  const root: unknown = parseAst(text, { lang: 'ts' })
  const nodes: Node[] = []
  const parents = new Map<Node, Node>()
  const visit = (value: unknown, parent: Node | undefined): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, parent)
    } else if (isNode(value)) {
      nodes.push(value)
      if (parent !== undefined) parents.set(value, parent)
      for (const field of Object.values(value)) visit(field, value)
    }
  }
  visit(root, undefined)
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)]
  const lineOf = (offset: number): number => starts.findLastIndex((start) => start <= offset) + 1
  return { nodes, parentOf: (node) => parents.get(node), lineOf }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** The child node in a field, if there is one. */
export function child(node: Node | undefined, field: string): Node | undefined {
  const value = node?.[field]
  return isNode(value) ? value : undefined
}

/** The child nodes in a field that holds a list. */
export function children(node: Node | undefined, field: string): readonly Node[] {
  const value = node?.[field]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** The name of an identifier. */
export function nameOf(node: Node | undefined): string | undefined {
  const name = node?.['name']
  return node?.type === 'Identifier' && typeof name === 'string' ? name : undefined
}

/** The value of a string literal. */
export function stringOf(node: Node | undefined): string | undefined {
  const value = node?.['value']
  return node?.type === 'Literal' && typeof value === 'string' ? value : undefined
}

/** The name after the dot of `a.name`. */
export function propertyOf(node: Node | undefined): string | undefined {
  return node?.type === 'MemberExpression' && node['computed'] !== true ? nameOf(child(node, 'property')) : undefined
}

export function isFunction(node: Node): boolean {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  )
}
