/** When a value was written, in the order that the writes agree on; compared by number, then by node. */
export interface Tag {
  readonly number: number
  readonly node: number
}

/** A value of one register: the request that has written it; 0 for the value at the start. */
export interface Tagged {
  readonly tag: Tag
  readonly value: number
}

/** An operation that a node coordinates. */
export interface Task {
  readonly request: number
  readonly operation: 'read' | 'write'
  readonly key: number
  phase: 'query' | 'store'
  /** Nodes that have answered in this phase. */
  answered: number[]
  /** The latest value seen; from the second phase on the one that is stored. */
  best: Tagged
}

export interface RegisterState {
  /** Of each key, on stable storage. */
  cells: Record<number, Tagged>
  tasks: Record<number, Task>
}

export type RegisterMessage =
  | { readonly type: 'query'; readonly request: number; readonly key: number }
  | { readonly type: 'value'; readonly request: number; readonly best: Tagged }
  | { readonly type: 'store'; readonly request: number; readonly key: number; readonly best: Tagged }
  | { readonly type: 'stored'; readonly request: number }

/** Whether a tag comes after another. */
export function isLater(tag: Tag, other: Tag): boolean {
  return tag.number > other.number || (tag.number === other.number && tag.node > other.node)
}
