import { effective, type History, isOpen, type Operation } from '../registers/operation.ts'

/** A session as a program: what it did, one after the other. */
export interface Program {
  readonly session: string
  /** Operations that ended, in order. */
  readonly main: readonly number[]
  /** Updates without an answer: each may take effect at any time after the first `after` operations of `main`. */
  readonly open: readonly { readonly operation: number; readonly after: number }[]
}

/** What the sessions did; operations are named by their index. */
export interface Programs {
  /** All but failures and reads without an answer, in the order of the history. */
  readonly operations: readonly Operation[]
  /** In the order in which the sessions first appear. */
  readonly programs: readonly Program[]
  /** Two operations of one session that were under way at once, so that it has no order; `null` if there are none. */
  readonly overlap: readonly [Operation, Operation] | null
}

/** Orders each session by call; of what is called at the same instant, by the order of the history. */
export function programsOf(history: History): Programs {
  const operations = effective(history.operations)
  const sessions = new Map<string, { main: number[]; open: { operation: number; after: number }[] }>()
  let overlap: readonly [Operation, Operation] | null = null
  const inOrder = operations.map((operation, index) => ({ operation, index }))
  inOrder.sort((a, b) => a.operation.call - b.operation.call || a.index - b.index)
  for (const { operation, index } of inOrder) {
    const known = sessions.get(operation.session)
    const program = known ?? { main: [], open: [] }
    if (known === undefined) sessions.set(operation.session, program)
    if (isOpen(operation)) program.open.push({ operation: index, after: program.main.length })
    else {
      const before = operations[program.main.at(-1) ?? -1]
      if (before !== undefined && before.return > operation.call) overlap ??= [before, operation]
      program.main.push(index)
    }
  }
  return { operations, programs: [...sessions].map(([session, program]) => ({ session, ...program })), overlap }
}
