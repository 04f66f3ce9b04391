/** Cassandra, ns: hints are flushed every 10 s, and kept for 3 h (`max_hint_window`). */
export const HANDOFF: { readonly every: number; readonly keep: number } = { every: 10e9, keep: 3 * 3600e9 }
