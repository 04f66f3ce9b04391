/**
 * What `to` did after `from`, so that `from` comes first in any serial order: `ww` it replaced what `from` wrote,
 * `wr` it read that, `rw` it replaced what `from` had read.
 */
export interface Dependency {
  readonly kind: 'ww' | 'wr' | 'rw'
  /** Ids of transactions. */
  readonly from: string
  readonly to: string
  /** The record, or the predicate. */
  readonly on: string
  readonly isPredicate: boolean
}

/** A dependency in words. */
export function dependencyText({ kind, from, to, on, isPredicate }: Dependency): string {
  const what = isPredicate ? `what "${on}" finds` : on
  if (kind === 'ww') return `${to} overwrote ${what} after ${from}`
  if (kind === 'wr') return isPredicate ? `${to} saw ${from} change ${what}` : `${to} read ${what} from ${from}`
  return isPredicate
    ? `${to} changed ${what} after ${from} had looked`
    : `${to} overwrote ${what} that ${from} had read`
}
