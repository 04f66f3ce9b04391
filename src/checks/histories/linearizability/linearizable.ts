import { conclude, type Finding, findingsKept, type Judgement, type Verdict } from '../judgement.ts'
import { type History, isObservation, type Operation, returnOf } from '../registers/operation.ts'
import { operationText } from '../registers/operation-text.ts'
import { shrink } from '../registers/shrink.ts'
import { byKey, type RegisterHistory } from './register-history.ts'
import { type SearchEnd, search } from './search.ts'
import { witnessed } from './witness.ts'
import { zoneTest } from './zones.ts'

/** What decided about a key: the store's own order, the exact test for unique values, or the search. */
export type LinearizabilityMethod = 'witness' | 'zones' | 'search'

/** `violations` counts keys, `key` of a finding is never `null`. */
export interface LinearizabilityJudgement extends Judgement<Operation> {
  /** How many keys each method decided, or the search gave up. */
  readonly decidedBy: Readonly<Record<LinearizabilityMethod, number>>
}

/** How to judge; all may be left out. */
export interface LinearizabilityOptions {
  /** Most steps of the search for one key. Default: 5,000,000. */
  readonly stepsPerKey?: number
  /** Most findings kept. Default: 5. */
  readonly keep?: number
}

const defaultSteps = 5_000_000

/** Most steps spent to find fewer operations that prove a violation. */
const shrinkSteps = 200_000

/** Most operations shown of a violation. */
const shown = 12

/**
 * Whether every operation seems to take effect at one instant between its call and its return (M. P. Herlihy and J. M.
 * Wing, "Linearizability: a correctness condition for concurrent objects", ACM TOPLAS 12, 1990). Intervals are closed:
 * of what happens at the same instant, calls come first. Keys are judged one by one, which is exact. For each the
 * order that the store recorded is tried first, then the exact test for unique values, then a search that counts its
 * steps and may end undecided. Operations without an answer may take effect at any time after their call, or never.
 */
export function linearizable(history: History, options: LinearizabilityOptions = {}): LinearizabilityJudgement {
  const { stepsPerKey = defaultSteps, keep = findingsKept } = options
  const decidedBy = { witness: 0, zones: 0, search: 0 }
  const findings: Finding<Operation>[] = []
  let [observed, violations, steps] = [0, 0, 0]
  let undecided: string | null = null
  for (const register of byKey(history)) {
    const seen = register.operations.filter(isObservation).length
    if (seen === 0) continue
    observed += seen
    const decision = decide(register, stepsPerKey)
    decidedBy[decision.method]++
    steps += decision.steps
    if (decision.verdict === 'inconclusive') undecided ??= decision.sentence
    if (decision.verdict !== 'violated') continue
    violations++
    if (findings.length < keep) findings.push(decision.explain())
  }
  const well = `every operation seems to take effect at one instant: ${observed} answers agree`
  const gathered = { observed, violations, findings, steps, undecided, well }
  return { ...conclude<Operation, Finding<Operation>>(gathered), decidedBy }
}

interface Decision {
  readonly verdict: Verdict
  readonly method: LinearizabilityMethod
  readonly steps: number
  /** Why it is undecided. */
  readonly sentence: string
  /** Of a violation. */
  readonly explain: () => Finding<Operation>
}

function decide(register: RegisterHistory, budget: number): Decision {
  const { key, operations, initial } = register
  const asIs = (): Finding<Operation> => ({ key, sentence: '', evidence: operations })
  const count = operations.length
  const tally = { steps: 0 }
  const witness = witnessed(register, tally)
  if (witness === true) {
    return { verdict: 'ok', method: 'witness', steps: tally.steps, sentence: '', explain: asIs }
  }
  const zones = zoneTest(register, tally)
  if (zones !== undefined) {
    const verdict = zones === null ? 'ok' : 'violated'
    const explain = (): Finding<Operation> => (zones === null ? asIs() : { key, ...zones })
    return { verdict, method: 'zones', steps: tally.steps, sentence: '', explain }
  }
  const end = search(operations, initial, budget)
  return {
    verdict: end.verdict,
    method: 'search',
    steps: tally.steps + end.steps,
    sentence:
      `${key}: not decided within ${budget} steps (${count} operations, up to ${end.concurrency} at once): ` +
      'give every write a value of its own, or record the order in which the store applied them',
    explain: () => explainSearch(register, end),
  }
}

function explainSearch({ key, operations, initial }: RegisterHistory, { stuckAt }: SearchEnd): Finding<Operation> {
  const until = stuckAt === null ? Infinity : returnOf(stuckAt)
  let left = shrinkSteps
  const violates = (kept: readonly Operation[]): boolean => {
    const { verdict, steps } = search(
      kept.map((operation) => asOf(operation, until)),
      initial,
      left,
    )
    left = Math.max(0, left - steps)
    return verdict === 'violated'
  }
  const known = operations.filter(({ kind, call, return: end }) => call <= until && (kind !== 'read' || end <= until))
  // The cut forgets the answers that came later; if the violation needs them, all is shown.
  const proof = violates(known) ? shrink(known, violates) : operations
  const evidence = proof.slice(-shown)
  const last = evidence.find((operation) => operation === stuckAt) ?? evidence.at(-1)
  const what = last === undefined ? '' : `: ${operationText(last)}`
  const more = proof.length > shown ? ` (the last ${shown} of ${proof.length} are shown)` : ''
  return { key, sentence: `no order of the operations on ${key} explains their answers${more}${what}`, evidence }
}

/** What was known of an operation at an instant: if it had not returned, no answer. */
function asOf(operation: Operation, instant: number): Operation {
  return returnOf(operation) <= instant ? operation : { ...operation, return: Infinity }
}
