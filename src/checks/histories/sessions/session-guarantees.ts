import { conclude, type Finding, findingsKept, type Judgement } from '../judgement.ts'
import { effective, type History, isOpen, isUpdate, type Operation } from '../registers/operation.ts'
import { operationText } from '../registers/operation-text.ts'

/** What a session may rely on. */
export type SessionGuarantee = 'read-your-writes' | 'monotonic-reads' | 'monotonic-writes' | 'writes-follow-reads'

/** The four guarantees, in the order in which they are judged. */
export const sessionGuaranteeNames: readonly SessionGuarantee[] = [
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
]

/** A guarantee that an operation broke; the evidence is the earlier operation and the one that broke it. */
export interface SessionFinding extends Finding<Operation> {
  readonly guarantee: SessionGuarantee
}

/** `violations` counts, for each guarantee, the operations that broke it. */
export interface SessionJudgement extends Judgement<Operation, SessionFinding> {
  readonly byGuarantee: Readonly<Record<SessionGuarantee, { readonly observed: number; readonly violations: number }>>
}

/** How to judge; all may be left out. */
export interface SessionOptions {
  /** Which guarantees to judge. Default: all four. */
  readonly guarantees?: readonly SessionGuarantee[]
  /** Most findings kept of each guarantee. Default: 5. */
  readonly keep?: number
}

/**
 * The session guarantees (D. B. Terry et al., "Session guarantees for weakly consistent replicated data", Parallel and
 * Distributed Information Systems, 1994), for each key by itself, by the versions that the store gave. After what a
 * session did and saw of a key, it sees no older version of the key than it wrote (read your writes) or saw (monotonic
 * reads), and makes only versions newer than those it made (monotonic writes) and saw (writes follow reads). What
 * reaches over several keys is causality and is not judged here.
 *
 * An operation comes after another of its session that had returned when it was called; at the same instant, if it is
 * later in the history; so sessions may do several things at once. Updates without an answer promise nothing.
 * Operations without a version are left out. Cost: a sort, and two steps an operation.
 */
export function sessionGuarantees(history: History, options: SessionOptions = {}): SessionJudgement {
  const { guarantees = sessionGuaranteeNames, keep = findingsKept } = options
  const judge = new SessionJudge(guarantees, keep)
  for (const session of sessionsOf(history).values()) judge.session(session)
  return judge.judgement()
}

/** An operation with its place in the history. */
interface Placed {
  readonly operation: Operation
  readonly version: number
  readonly index: number
}

function sessionsOf(history: History): ReadonlyMap<string, readonly Placed[]> {
  const sessions = new Map<string, Placed[]>()
  for (const [index, operation] of effective(history.operations).entries()) {
    const { session, version } = operation
    if (version === undefined || isOpen(operation)) continue
    const placed = { operation, version, index }
    const known = sessions.get(session)
    if (known === undefined) sessions.set(session, [placed])
    else known.push(placed)
  }
  return sessions
}

/** The newest versions of one key that a session has made and seen. */
interface Watermark {
  made: Placed | null
  seen: Placed | null
}

interface Rule {
  readonly guarantee: SessionGuarantee
  readonly before: keyof Watermark
  /** Whether it is about operations that make versions, and so need newer ones, or about those that see them. */
  readonly makes: boolean
}

const rules: readonly Rule[] = [
  { guarantee: 'read-your-writes', before: 'made', makes: false },
  { guarantee: 'monotonic-reads', before: 'seen', makes: false },
  { guarantee: 'monotonic-writes', before: 'made', makes: true },
  { guarantee: 'writes-follow-reads', before: 'seen', makes: true },
]

class SessionJudge {
  readonly #rules: readonly Rule[]
  readonly #keep: number
  readonly #counts: Record<SessionGuarantee, { observed: number; violations: number }>
  readonly #findings: SessionFinding[] = []
  #steps = 0

  constructor(guarantees: readonly SessionGuarantee[], keep: number) {
    this.#rules = rules.filter(({ guarantee }) => guarantees.includes(guarantee))
    this.#keep = keep
    const none = (): { observed: number; violations: number } => ({ observed: 0, violations: 0 })
    this.#counts = {
      'read-your-writes': none(),
      'monotonic-reads': none(),
      'monotonic-writes': none(),
      'writes-follow-reads': none(),
    }
  }

  session(operations: readonly Placed[]): void {
    const called = operations.toSorted((a, b) => a.operation.call - b.operation.call || a.index - b.index)
    const ended = operations.toSorted((a, b) => a.operation.return - b.operation.return || a.index - b.index)
    const watermarks = new Map<string, Watermark>()
    let next = 0
    for (const now of called) {
      for (let before = ended[next]; before !== undefined && precedes(before, now); before = ended[++next]) {
        raise(watermarks, before)
        this.#steps++
      }
      const watermark = watermarks.get(now.operation.key)
      if (watermark !== undefined) this.#judge(now, watermark)
      this.#steps++
    }
  }

  judgement(): SessionJudgement {
    const counts = Object.values(this.#counts)
    const observed = counts.reduce((sum, count) => sum + count.observed, 0)
    const gathered = {
      observed,
      violations: counts.reduce((sum, count) => sum + count.violations, 0),
      findings: this.#findings,
      steps: this.#steps,
      undecided: null,
      well: `${this.#rules.map(({ guarantee }) => guarantee).join(', ')}: kept ${observed} times`,
    }
    return { ...conclude<Operation, SessionFinding>(gathered), byGuarantee: this.#counts }
  }

  #judge(now: Placed, watermark: Watermark): void {
    for (const { guarantee, before, makes } of this.#rules) {
      const mark = watermark[before]
      if (mark === null || isUpdate(now.operation) !== makes) continue
      const count = this.#counts[guarantee]
      count.observed++
      if (makes ? now.version > mark.version : now.version >= mark.version) continue
      if (count.violations++ >= this.#keep) continue
      const evidence = [mark.operation, now.operation]
      const sentence = `${guarantee}: after ${operationText(mark.operation)}, ${operationText(now.operation)}`
      this.#findings.push({ guarantee, key: now.operation.key, sentence, evidence })
    }
  }
}

function precedes(before: Placed, now: Placed): boolean {
  const end = before.operation.return
  return end < now.operation.call || (end === now.operation.call && before.index < now.index)
}

function raise(watermarks: Map<string, Watermark>, placed: Placed): void {
  const { key } = placed.operation
  const known = watermarks.get(key)
  const watermark = known ?? { made: null, seen: null }
  if (known === undefined) watermarks.set(key, watermark)
  const side = isUpdate(placed.operation) ? 'made' : 'seen'
  if (placed.version > (watermark[side]?.version ?? -Infinity)) watermark[side] = placed
}
