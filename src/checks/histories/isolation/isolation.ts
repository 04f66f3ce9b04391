import { conclude, type Finding, findingsKept, type Judgement } from '../judgement.ts'
import { cyclicAnomalies } from './cyclic-anomalies.ts'
import { dependenciesOf } from './dependencies.ts'
import type { Dependency } from './dependency.ts'
import { directAnomalies } from './direct-anomalies.ts'
import { type Anomaly, type IsolationLevel, ruledOut } from './isolation-level.ts'
import type { Phenomenon } from './phenomenon.ts'
import type { Transaction } from './transaction.ts'

/** A case of an anomaly; the evidence are the transactions, of a cycle in its order; `key` the record or predicate. */
export interface IsolationFinding extends Finding<Transaction> {
  readonly anomaly: Anomaly
  /** The dependencies that make the cycle, each leading to the next and the last to the first; empty where one read or
   *  write shows it all. */
  readonly cycle: readonly Dependency[]
}

/** An anomaly that the history shows, whether the judged level allows it or not. */
export interface AnomalyReport {
  readonly anomaly: Anomaly
  /** G0, G1c: groups of transactions on cycles; other cycles: transactions overtaken; else reads or writes. */
  readonly count: number
  readonly rulesOut: readonly IsolationLevel[]
  readonly findings: readonly IsolationFinding[]
}

/** `violations` and `findings` are of the anomalies that the judged level does not allow. */
export interface IsolationJudgement extends Judgement<Transaction, IsolationFinding> {
  /** All anomalies found, in the order of the table of levels. */
  readonly anomalies: readonly AnomalyReport[]
  /** The levels that nothing in the history rules out. */
  readonly possible: readonly IsolationLevel[]
}

/** How to judge; all may be left out. */
export interface IsolationOptions {
  /** The level that was promised. Default: `serializable`. */
  readonly level?: IsolationLevel
  /** Most findings kept of each anomaly. Default: 5. */
  readonly keep?: number
  /** Most edges looked at in the search for cycles with one `rw`. Default: 5,000,000. */
  readonly steps?: number
}

const defaultSteps = 5_000_000

const levels: readonly IsolationLevel[] = [
  'read-uncommitted',
  'read-committed',
  'repeatable-read',
  'snapshot',
  'serializable',
]

/**
 * Which anomalies a history of transactions shows, and so which levels of isolation it rules out. The order of the
 * versions is known, so the graph of dependencies is exact (A. Adya, "Weak consistency", MIT 1999; by cycles as in K.
 * Kingsbury and P. Alvaro, "Elle: inferring isolation anomalies from experimental observations", VLDB 2020). Times
 * play no part, except that a read before its writer's end is dirty. Cost: linear but for sorts, and a search for each
 * read that was overtaken on a cycle.
 */
export function isolation(transactions: readonly Transaction[], options: IsolationOptions = {}): IsolationJudgement {
  const { level = 'serializable', keep = findingsKept, steps = defaultSteps } = options
  const tally = { steps: 0 }
  const graph = dependenciesOf(transactions)
  const cyclic = cyclicAnomalies(transactions, graph, keep, steps, tally)
  const found = new Map(
    [...directAnomalies(transactions, keep, tally), ...cyclic.cases].map((cases) => [cases.anomaly, cases]),
  )
  const anomalies = anomalyOrder.flatMap((anomaly): AnomalyReport[] => {
    const cases = found.get(anomaly)
    if (cases === undefined || cases.count === 0) return []
    return [{ anomaly, count: cases.count, rulesOut: ruledOut[anomaly], findings: cases.first.map(finding) }]
  })
  const violated = anomalies.filter(({ rulesOut }) => rulesOut.includes(level))
  const judgement = conclude<Transaction, IsolationFinding>({
    observed: graph.observed,
    violations: violated.reduce((sum, { count }) => sum + count, 0),
    findings: violated.flatMap(({ findings }) => findings),
    steps: tally.steps,
    undecided: cyclic.complete ? null : `not all cycles were looked at within ${steps} steps`,
    well: `${graph.observed} dependencies between transactions, none that ${level} does not allow`,
  })
  const possible = levels.filter((one) => !anomalies.some(({ rulesOut }) => rulesOut.includes(one)))
  return { ...judgement, anomalies, possible }
}

const anomalyOrder: readonly Anomaly[] = [
  'G0',
  'G1a',
  'G1b',
  'G1c',
  'dirty-read',
  'lost-update',
  'non-repeatable-read',
  'G-single',
  'phantom',
  'G2-item',
  'G2',
]

function finding({ anomaly, on, sentence, transactions, cycle }: Phenomenon): IsolationFinding {
  return { anomaly, key: on, sentence, evidence: transactions, cycle }
}
