import { invariant } from '../../../sim/kernel/invariant.ts'
import { durationText } from '../duration-text.ts'
import { conclude, type Finding, findingsKept, type Judgement } from '../judgement.ts'
import type { Value } from '../registers/operation.ts'
import { valueText } from '../registers/operation-text.ts'
import type { Tally } from '../tally.ts'

/** From `at` (ns) on, a replica holds `value` under `key`. */
export interface ReplicaChange {
  readonly at: number
  readonly replica: string
  readonly key: string
  /** A value, or a version: whatever replicas must agree on. */
  readonly value: Value
}

/** What the replicas of some records held, in any order; of one instant and place the last in the list counts. */
export interface ReplicaHistory {
  /** All replicas, those too that never changed. Until its first change of a key a replica holds nothing (`null`). */
  readonly replicas: readonly string[]
  readonly changes: readonly ReplicaChange[]
  /** From when on they are judged, for example when a partition healed, in ns. */
  readonly since: number
  /** How far the history goes, in ns. */
  readonly until: number
}

/** `violations` counts disagreements that lasted too long; the evidence is what each replica held at their end. */
export interface ConvergenceJudgement extends Judgement<ReplicaChange> {
  /** How long after `since` the last key agreed that did not then, in ns; `null` if one never did. */
  readonly timeToConverge: number | null
  /** The longest disagreement from `since` on, in ns; one that began before counts from `since`. */
  readonly longest: number
  /** Disagreements at the end of the history that are not too long yet: they were not decided. */
  readonly pending: number
}

/** How to judge; all may be left out. */
export interface ConvergenceOptions {
  /** Most findings kept. Default: 5. */
  readonly keep?: number
}

/**
 * Whether the replicas come to agree: from `since` on, each disagreement about a key ends within `within` ns. So load
 * may go on: a write that has not reached all replicas is a short disagreement. Undecided if a key that disagreed at
 * `since` still does at the end, before its time is up. `observed` counts keys that agreed at some time from then on,
 * if there are at least two replicas. Changes of replicas that are not in the list are left out. Throws if `until` is
 * before `since`. Cost: a sort, and one step a change.
 */
export function converged(
  history: ReplicaHistory,
  within: number,
  options: ConvergenceOptions = {},
): ConvergenceJudgement {
  const { keep = findingsKept } = options
  const { replicas, since, until } = history
  invariant(until >= since, 'the history ends before it is judged')
  const findings: Finding<ReplicaChange>[] = []
  const tally = { steps: 0 }
  let [observed, violations, longest, pending, time] = [0, 0, 0, 0, 0]
  let healing = false
  let settled = true
  for (const [key, changes] of byKey(history)) {
    const { list, agreed } = disagreementsOf(changes, history, tally)
    if (agreed && replicas.length > 1) observed++
    for (const { from, to } of list) {
      const length = (to ?? until) - from
      longest = Math.max(longest, length)
      if (from === since && to !== null) time = Math.max(time, length)
      if (from === since && to === null) settled = false
      if (length > within) {
        violations++
        if (findings.length < keep) findings.push(finding(key, heldBefore(to, changes, history), length, within))
      } else if (to === null) {
        pending++
        if (from === since) healing = true
      }
    }
  }
  const timeToConverge = settled ? time : null
  const undecided = healing ? `the history ends ${durationText(until - since)} after, before all replicas agree` : null
  const after = `the last ${durationText(time)} after; none disagreed for over ${durationText(within)}`
  const gathered = {
    observed,
    violations,
    findings,
    steps: tally.steps,
    undecided,
    well: `${observed} keys agree, ${after}`,
  }
  return { ...conclude<ReplicaChange, Finding<ReplicaChange>>(gathered), timeToConverge, longest, pending }
}

function byKey({ changes, until }: ReplicaHistory): ReadonlyMap<string, readonly ReplicaChange[]> {
  const keys = new Map<string, ReplicaChange[]>()
  for (const change of changes.toSorted((a, b) => a.at - b.at)) {
    if (change.at > until) continue
    const known = keys.get(change.key)
    if (known === undefined) keys.set(change.key, [change])
    else known.push(change)
  }
  return keys
}

/** A time in which not all replicas held the same. `to` is `null` if it goes on at the end. */
interface Disagreement {
  readonly from: number
  readonly to: number | null
}

/** The disagreements about one key from `since` on, and whether its replicas also agreed at some time. */
function disagreementsOf(
  changes: readonly ReplicaChange[],
  { replicas, since, until }: ReplicaHistory,
  tally: Tally,
): { readonly list: readonly Disagreement[]; readonly agreed: boolean } {
  const state = new Holders(replicas)
  const list: Disagreement[] = []
  let from: number | null = null
  let agreed = false
  for (let next = 0; next < changes.length; ) {
    const at = changes[next]?.at ?? until
    for (; changes[next]?.at === at; next++) {
      state.apply(changes[next])
      tally.steps++
    }
    const replaced = changes[next]?.at ?? Infinity
    if (replaced <= since) continue
    const start = Math.max(at, since)
    if (!state.agree) from ??= start
    else {
      agreed = true
      if (from !== null) list.push({ from, to: start })
      from = null
    }
  }
  if (from !== null) list.push({ from, to: null })
  return { list, agreed }
}

/** What each replica holds of one key, and how many hold each value. */
class Holders {
  readonly #held: Map<string, Value>
  readonly #count = new Map<Value, number>()

  constructor(replicas: readonly string[]) {
    this.#held = new Map(replicas.map((replica) => [replica, null]))
    this.#count.set(null, this.#held.size)
  }

  get agree(): boolean {
    return this.#count.size === 1
  }

  apply(change: ReplicaChange | undefined): void {
    const before = change === undefined ? undefined : this.#held.get(change.replica)
    if (change === undefined || before === undefined) return
    const left = (this.#count.get(before) ?? 1) - 1
    if (left === 0) this.#count.delete(before)
    else this.#count.set(before, left)
    this.#count.set(change.value, (this.#count.get(change.value) ?? 0) + 1)
    this.#held.set(change.replica, change.value)
  }
}

/** The last change of each replica before an instant, or at the end; those without any are left out. */
function heldBefore(
  instant: number | null,
  changes: readonly ReplicaChange[],
  { replicas }: ReplicaHistory,
): readonly ReplicaChange[] {
  return replicas.flatMap((replica) => {
    const last = changes.findLast((change) => change.replica === replica && (instant === null || change.at < instant))
    return last ?? []
  })
}

function finding(key: string, held: readonly ReplicaChange[], length: number, within: number): Finding<ReplicaChange> {
  const states = held.map(({ replica, value }) => `${replica} held ${valueText(value)}`).join(', ')
  const lasted = `the replicas disagreed about ${key} for ${durationText(length)}`
  return { key, sentence: `${lasted} (${states}); ${durationText(within)} are allowed`, evidence: held }
}
