/** What a scenario may be at most, so that a hostile one costs neither time nor memory. */
export const SIZE_LIMITS: {
  readonly characters: number
  readonly nodes: number
  readonly depth: number
  readonly lexemes: number
  readonly resolvedNodes: number
} = {
  /** Of the file. */
  characters: 1024 * 1024,
  /** Maps, lists, keys and values. */
  nodes: 100_000,
  /** Maps and lists inside each other. */
  depth: 64,
  /** Words and marks of the YAML file: about three a node. */
  lexemes: 500_000,
  /** Nodes of the base scenario and of all variants, each written out in full. */
  resolvedNodes: 300_000,
}

/** Keys that would reach into the objects of JavaScript themselves. */
export const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'prototype', 'constructor']
