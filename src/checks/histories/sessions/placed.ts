import type { Operation } from '../registers/operation.ts'

/** An operation with its place in the history. */
export interface Placed {
  readonly operation: Operation
  readonly version: number
  readonly index: number
}

/** Whether an operation of a session had ended when another one began. */
export function precedes(before: Placed, now: Placed): boolean {
  const end = before.operation.return
  return end < now.operation.call || (end === now.operation.call && before.index < now.index)
}

export function byEnd(a: Placed, b: Placed): number {
  return a.operation.return - b.operation.return || a.index - b.index
}

export function byCall(a: Placed, b: Placed): number {
  return a.operation.call - b.operation.call || a.index - b.index
}
