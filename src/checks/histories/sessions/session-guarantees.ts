import { conclude, type Finding, findingsKept, type Judgement } from '../judgement.ts'
import { effective, type History, isOpen, isUpdate, type Operation } from '../registers/operation.ts'
import { operationText } from '../registers/operation-text.ts'
import { AcrossKeys, type Need, type Seen } from './across-keys.ts'
import { byCall, byEnd, type Placed, precedes } from './placed.ts'

/** What a session may rely on. */
export type SessionGuarantee = 'read-your-writes' | 'monotonic-reads' | 'monotonic-writes' | 'writes-follow-reads'

/** The four guarantees, in the order in which they are judged. */
export const sessionGuaranteeNames: readonly SessionGuarantee[] = [
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
]

/**
 * A guarantee that an operation broke. The evidence is the earlier operation and the one that broke it; across keys
 * what was done first, the update that followed it, who saw that, and what it saw then.
 */
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
 * Distributed Information Systems, 1994), by the versions that the store gave. After what a session did and saw of a
 * key, it sees no older version of the key than it wrote (read your writes) or saw (monotonic reads), and makes only
 * versions newer than those it made (monotonic writes) and saw (writes follow reads).
 *
 * The last two say more, and of all keys: where an update is, there is what its session had made and seen before it. So
 * who has seen the update of another session sees then, of any other key, nothing older than that session had made
 * before it (monotonic writes) or seen (writes follow reads). It takes two reads to see that, and the second may have
 * been answered elsewhere: what is found here breaks that guarantee, or what was seen once is gone again. Of the same
 * key, and of the own session, reads that go back say it already. What follows only from several such steps in a row is
 * causality and is not judged here.
 *
 * An operation comes after another of its session that had returned when it was called; at the same instant, if it is
 * later in the history; so sessions may do several things at once. Updates without an answer promise nothing, but may
 * be seen. Operations without a version are left out. Cost: a sort, and of each read a step for each session that it
 * has seen updates of, or that did something to its key, whichever are fewer.
 */
export function sessionGuarantees(history: History, options: SessionOptions = {}): SessionJudgement {
  const { guarantees = sessionGuaranteeNames, keep = findingsKept } = options
  const sessions = sessionsOf(history)
  const judge = new SessionJudge(guarantees, keep, new AcrossKeys(sessions))
  for (const [name, operations] of sessions) judge.session(name, operations)
  return judge.judgement()
}

function sessionsOf(history: History): ReadonlyMap<string, readonly Placed[]> {
  const sessions = new Map<string, Placed[]>()
  for (const [index, operation] of effective(history.operations).entries()) {
    const { session, version } = operation
    if (version === undefined) continue
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

/** What those whose updates a session has seen had done before is what the session has to see. */
const others: readonly { readonly guarantee: SessionGuarantee; readonly side: 'made' | 'seen' }[] = [
  { guarantee: 'monotonic-writes', side: 'made' },
  { guarantee: 'writes-follow-reads', side: 'seen' },
]

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
  readonly #others: typeof others
  readonly #keep: number
  readonly #across: AcrossKeys
  readonly #counts: Record<SessionGuarantee, { observed: number; violations: number }>
  readonly #findings: SessionFinding[] = []
  #steps = 0

  constructor(guarantees: readonly SessionGuarantee[], keep: number, across: AcrossKeys) {
    this.#rules = rules.filter(({ guarantee }) => guarantees.includes(guarantee))
    this.#others = others.filter(({ guarantee }) => guarantees.includes(guarantee))
    this.#keep = keep
    this.#across = across
    const none = (): { observed: number; violations: number } => ({ observed: 0, violations: 0 })
    this.#counts = {
      'read-your-writes': none(),
      'monotonic-reads': none(),
      'monotonic-writes': none(),
      'writes-follow-reads': none(),
    }
  }

  session(name: string, all: readonly Placed[]): void {
    const operations = all.filter(({ operation }) => !isOpen(operation))
    const called = operations.toSorted(byCall)
    const ended = operations.toSorted(byEnd)
    const watermarks = new Map<string, Watermark>()
    const seen: Seen = new Map()
    let next = 0
    for (const now of called) {
      for (let before = ended[next]; before !== undefined && precedes(before, now); before = ended[++next]) {
        raise(watermarks, before)
        if (!isUpdate(before.operation)) this.#across.saw(seen, name, before)
        this.#steps++
      }
      const watermark = watermarks.get(now.operation.key)
      if (watermark !== undefined) this.#judge(now, watermark)
      if (seen.size > 0 && !isUpdate(now.operation)) this.#judgeOthers(now, seen)
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

  #judgeOthers(now: Placed, seen: Seen): void {
    for (const { guarantee, side } of this.#others) {
      const need = this.#across.need(seen, now.operation.key, side)
      if (need === null) continue
      const count = this.#counts[guarantee]
      count.observed++
      if (now.version >= need.newest.version || count.violations++ >= this.#keep) continue
      this.#findings.push(across(guarantee, now.operation, need))
    }
  }
}

function raise(watermarks: Map<string, Watermark>, placed: Placed): void {
  const { key } = placed.operation
  const known = watermarks.get(key)
  const watermark = known ?? { made: null, seen: null }
  if (known === undefined) watermarks.set(key, watermark)
  const side = isUpdate(placed.operation) ? 'made' : 'seen'
  if (placed.version > (watermark[side]?.version ?? -Infinity)) watermark[side] = placed
}

function across(guarantee: SessionGuarantee, now: Operation, { newest, sight }: Need): SessionFinding {
  const { maker, read } = sight
  const evidence = [newest.operation, maker.placed.operation, read.operation, now]
  const [first, update, saw, then] = evidence.map(operationText)
  return {
    guarantee,
    key: now.key,
    sentence: `${guarantee}: ${update} follows ${first}; after ${saw}, ${then}`,
    evidence,
  }
}
