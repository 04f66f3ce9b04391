import type { NodeView, ProcessInvariant, ProcessView } from '../../process-plan.ts'
import { type RaftEntry, type RaftState, termAt } from './raft-state.ts'

type View = ProcessView<RaftState>
type Judge = (view: View) => string | undefined

/** The safety properties of figure 3 of the paper, and what clients rely on. */
export const raftInvariants: readonly ProcessInvariant<RaftState>[] = [
  { name: 'election-safety', judge: electionSafety },
  { name: 'log-matching', judge: logMatching },
  { name: 'leader-completeness', judge: leaderCompleteness },
  { name: 'state-machine-safety', judge: stateMachineSafety },
  { name: 'acknowledged-is-kept', judge: acknowledgedIsKept },
]

function actor({ nodes, node }: View): NodeView<RaftState> {
  return nodes[node] as NodeView<RaftState>
}

/** At most one leader in a term. */
function electionSafety(): Judge {
  const leaders = new Map<number, number>()
  return (view) => {
    const { up, state, id } = actor(view)
    if (!up || state.role !== 'leader') return undefined
    const other = leaders.get(state.term)
    leaders.set(state.term, id)
    return other === undefined || other === id ? undefined : `${other} and ${id} are both leaders of term ${state.term}`
  }
}

/**
 * Two logs with an entry of the same index and term are the same up to it. By induction that is so when for each index
 * and term there is only one entry, and only one term before it.
 */
function logMatching(): Judge {
  const known = new Map<string, readonly [entry: RaftEntry, before: number]>()
  const seen = new Map<number, readonly RaftEntry[]>()
  return (view) => {
    const { id, state } = actor(view)
    const from = firstNew(seen.get(id) ?? [], state.log)
    seen.set(id, state.log)
    for (let index = from + 1; index <= state.log.length; index++) {
      const entry = state.log[index - 1] as RaftEntry
      const before = termAt(state.log, index - 1)
      const place = `${index} ${entry.term}`
      const other = known.get(place)
      if (other === undefined) known.set(place, [entry, before])
      else if (!sameEntry(other[0], entry) || other[1] !== before) {
        return `${id} has another log than another node up to entry ${index} of term ${entry.term}`
      }
    }
    return undefined
  }
}

/** What one leader has committed is in the log of every later one. */
function leaderCompleteness(): Judge {
  const committed = new Committed()
  const terms = new Map<number, number>()
  return (view) => {
    const { id, up, state } = actor(view)
    if (up && state.role === 'leader' && terms.get(id) !== state.term) {
      terms.set(id, state.term)
      const missing = committed.missingIn(state.log)
      if (missing > 0) return `${id} leads term ${state.term} without entry ${missing}, which has been committed`
    }
    committed.learn(actor(view))
    return undefined
  }
}

/** No two nodes apply different entries of the same index. */
function stateMachineSafety(): Judge {
  const committed = new Committed()
  return (view) => {
    const node = actor(view)
    const index = committed.learn(node)
    return index === 0 ? undefined : `${node.id} has applied another entry ${index} than another node`
  }
}

/** A request that was answered well is in what has been committed. */
function acknowledgedIsKept(): Judge {
  const committed = new Committed()
  return (view) => {
    committed.learn(actor(view))
    const lost = view.ended.find(({ id, outcome }) => outcome === 'ok' && !committed.has(id))
    return lost === undefined ? undefined : `request ${lost.id} was answered but is not committed`
  }
}

/** Every entry that some node has committed, as the first one to do so had it. */
class Committed {
  readonly #entries: RaftEntry[] = []
  readonly #requests = new Set<number>()
  /** By node: the log that was compared last, and how far. */
  readonly #compared = new Map<number, { readonly log: readonly RaftEntry[]; readonly commit: number }>()

  /** Takes over what a node has committed; returns the index of an entry that differs from what is known, or 0. */
  learn({ id, state: { log, commit } }: NodeView<RaftState>): number {
    const before = this.#compared.get(id)
    const done = before === undefined ? 0 : Math.min(before.commit, firstNew(before.log, log))
    this.#compared.set(id, { log, commit })
    for (let index = done + 1; index <= commit; index++) {
      const entry = log[index - 1]
      if (entry === undefined) return index
      const known = this.#entries[index - 1]
      if (known === undefined) {
        this.#entries.push(entry)
        this.#requests.add(entry.request)
      } else if (!sameEntry(known, entry)) return index
    }
    return 0
  }

  has(request: number): boolean {
    return this.#requests.has(request)
  }

  /** The first entry that a log does not have as it was committed; 0 for none. */
  missingIn(log: readonly RaftEntry[]): number {
    const at = this.#entries.findIndex((known, i) => {
      const entry = log[i]
      return entry === undefined || !sameEntry(known, entry)
    })
    return at + 1
  }
}

function sameEntry(one: RaftEntry, other: RaftEntry): boolean {
  return (
    one === other || (one.term === other.term && one.request === other.request && one.operation === other.operation)
  )
}

/** From which position on a log differs from an older one. */
function firstNew(before: readonly RaftEntry[], log: readonly RaftEntry[]): number {
  const shared = Math.min(before.length, log.length)
  if (shared === 0 || before[shared - 1] === log[shared - 1]) return shared
  let same = 0
  while (same < shared && before[same] === log[same]) same++
  return same
}
