import { conclude, type Finding, type Judgement } from '../judgement.ts'
import { type History, initialValues, isObservation, type Operation } from '../registers/operation.ts'
import { operationText } from '../registers/operation-text.ts'
import { shrink } from '../registers/shrink.ts'
import { interleave } from './interleaving.ts'
import { orderExplains } from './order-witness.ts'
import { type Programs, programsOf } from './program-order.ts'
import { versionConflict } from './version-order.ts'

/** What decided: the store's own order, the order of the versions, or the search. */
export type SequentialMethod = 'witness' | 'versions' | 'search'

/** There is one history, so `violations` is 0 or 1; `key` of a finding is `null` unless all evidence is on one key. */
export interface SequentialJudgement extends Judgement<Operation> {
  /** `null` where nothing was to be decided. */
  readonly decidedBy: SequentialMethod | null
}

/** How to judge; all may be left out. */
export interface SequentialOptions {
  /** Most steps of the search. Default: 5,000,000. */
  readonly steps?: number
}

const defaultSteps = 5_000_000

/** Most steps spent to find fewer operations that prove a violation. */
const shrinkSteps = 200_000

/** Most operations shown of a violation. */
const shown = 12

/**
 * Whether the operations of all sessions, over all keys, fit into one order that keeps the order of each session and
 * explains every answer; time plays no part (L. Lamport, "How to make a multiprocessor computer that correctly executes
 * multiprocess programs", IEEE Transactions on Computers 28, 1979). Each session calls one operation at a time. The
 * order that the store recorded is tried first. If every operation names its version, the versions are taken for the
 * order of the writes, which decides. Else a search counts its steps and may end undecided. Updates without an answer
 * may take effect at any time after what their session did before, or never.
 */
export function sequentiallyConsistent(history: History, options: SequentialOptions = {}): SequentialJudgement {
  const programs = programsOf(history)
  const { operations, overlap } = programs
  let observed = operations.filter(isObservation).length
  const say = (
    decidedBy: SequentialMethod | null,
    steps: number,
    finding: Finding<Operation> | null,
    undecided: string | null = null,
  ): SequentialJudgement => {
    const findings = finding === null ? [] : [finding]
    const well = `one order of all operations explains ${observed} answers and versions`
    const gathered = { observed, violations: findings.length, findings, steps, undecided, well }
    return { ...conclude<Operation, Finding<Operation>>(gathered), decidedBy }
  }
  if (overlap !== null) {
    const [a, b] = overlap
    return say(null, 0, null, `a session did two things at once: ${operationText(a)}, ${operationText(b)}`)
  }
  const initial = initialValues(history)
  const count = operations.length
  const tally = { steps: 0 }
  const witness = orderExplains(programs, initial, tally)
  if (witness === true && observed > 0) return say('witness', tally.steps, null)
  const conflict = versionConflict(programs, tally)
  if (conflict !== undefined) {
    // Versions speak also where only updates tell them.
    observed = count
    const evidence = (conflict?.operations ?? []).flatMap((index) => operations[index] ?? [])
    return say('versions', tally.steps, conflict === null ? null : finding(evidence, conflict.kind))
  }
  if (observed === 0) return say(null, tally.steps, null)
  const { steps: budget = defaultSteps } = options
  const { verdict, steps, stuckAt } = interleave(programs, initial, budget)
  const ways = 'record the versions, or the order in which the store applied its operations'
  if (verdict === 'inconclusive') {
    return say('search', tally.steps + steps, null, `not decided within ${budget} steps (${count} operations): ${ways}`)
  }
  return say('search', tally.steps + steps, verdict === 'ok' ? null : fewest(history, programs, stuckAt))
}

/** What a search found impossible, in as few operations as a short search for them finds. */
function fewest(history: History, { operations }: Programs, stuckAt: readonly Operation[]): Finding<Operation> {
  const initial = initialValues(history)
  let left = shrinkSteps
  const proof = shrink(operations, (kept) => {
    const { verdict, steps } = interleave(programsOf({ operations: kept }), initial, left)
    left = Math.max(0, left - steps)
    return verdict === 'violated'
  })
  return finding(proof.length <= shown ? proof : stuckAt.slice(0, shown), 'search')
}

function finding(evidence: readonly Operation[], kind: 'cycle' | 'unwritten' | 'search'): Finding<Operation> {
  const texts = evidence.map(operationText)
  const keys = new Set(evidence.map(({ key }) => key))
  const sentence = {
    cycle: `each of these must come before the next, and the last before the first: ${texts.join('; ')}`,
    unwritten: `${texts.join('')}, a version that nobody wrote`,
    search: `no order that keeps the order of each session explains: ${texts.join('; ')}`,
  }[kind]
  return { key: keys.size === 1 ? (evidence[0]?.key ?? null) : null, sentence, evidence }
}
