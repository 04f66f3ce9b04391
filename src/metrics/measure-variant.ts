import type { ConsistencySummary } from './consistency/consistency-summary.ts'
import { measureConsistency } from './consistency/measure-consistency.ts'
import { costFigures } from './cost/cost-figures.ts'
import { type CostFold, foldCost, monthlyCost, SECONDS_PER_MONTH, transitionsPerSecond } from './cost/cost-fold.ts'
import type { PricedDeployment } from './cost/deployment.ts'
import { type ManagedServices, NOTHING_MANAGED } from './cost/managed.ts'
import type { TrafficPrice } from './cost/price.ts'
import { callFigures, failedAtFigures } from './figures/call-figures.ts'
import { edgeFigures } from './figures/edge-figures.ts'
import { processFigures } from './figures/process-figures.ts'
import { breakerFigures, cacheFigures, limitFigures } from './figures/protection-figures.ts'
import { instanceFigures, poolFigures, unitFigures } from './figures/server-figures.ts'
import { storeFigures } from './figures/store-figures.ts'
import { batchFolds } from './folds/batch-folds.ts'
import type { CallFold } from './folds/call-fold.ts'
import { sortedUnion } from './folds/group-by.ts'
import { foldProcess, processSubjects } from './folds/process-fold.ts'
import { foldRun, type RunFold } from './folds/run-fold.ts'
import { measureMessages } from './messages/measure-messages.ts'
import type { MessageSummary } from './messages/message-summary.ts'
import type { RunSummary } from './run-summary.ts'
import { type Folds, SampleBook } from './sample-book.ts'
import { measureTransactions } from './transactions/measure-transactions.ts'
import type { TransactionSummary } from './transactions/transaction-summary.ts'

/** What the figures of a variant are made from. */
export interface VariantMeasurements {
  /** One for each replication, in order; at least one, and all of one catalogue. */
  readonly summaries: readonly RunSummary[]
  readonly deployment: PricedDeployment
  /** Traffic prices of the provider, in the order of the price book. */
  readonly prices: readonly TrafficPrice[]
  /** Attempts at most for one call over an edge, by its name; `Infinity` for no bound. Default: 1. */
  readonly attemptsMax?: ReadonlyMap<string, number>
  /** One for each replication; empty, the default, without stores. */
  readonly consistency?: readonly ConsistencySummary[]
  /** One for each replication; empty, the default, without events. */
  readonly messages?: readonly MessageSummary[]
  /** One for each replication; empty, the default, without business transactions and effects that are told. */
  readonly transactions?: readonly TransactionSummary[]
  /** What is paid by use. Default: nothing. */
  readonly managed?: ManagedServices
}

/** Every metric of a variant. */
export function measureVariant(measurements: VariantMeasurements): SampleBook {
  const { summaries, deployment, prices, consistency = [], messages = [], transactions = [] } = measurements
  const { managed = NOTHING_MANAGED } = measurements
  const book = new SampleBook()
  const [summary] = summaries
  if (summary === undefined) return book
  const replications = summaries.map(foldRun)
  const batches = summaries.length === 1 ? batchFolds(summary) : []
  const folds = <Fold>(of: (run: RunFold) => Fold | undefined): Folds<Fold> => ({
    replications: replications.map(of),
    batches: batches.map(of),
  })
  const keys = (of: (run: RunFold) => ReadonlyMap<string, unknown>): readonly string[] =>
    sortedUnion(replications.map((run) => of(run).keys()))

  const figures = callFigures(summary)
  const measureCalls = (path: readonly string[], of: (run: RunFold) => CallFold | undefined): void => {
    const failedAt = sortedUnion(replications.map((run) => of(run)?.failedAt?.keys() ?? []))
    book.measure(path, [...figures, ...failedAtFigures(failedAt)], folds(of))
  }
  measureCalls(['total'], (run) => run.total)
  for (const name of keys((run) => run.workloads)) measureCalls(['workloads', name], (run) => run.workloads.get(name))
  for (const name of keys((run) => run.operations)) measureCalls(operationPath(name), (run) => run.operations.get(name))
  measureServers(book, summary, folds, keys)
  for (const name of keys((run) => run.edges)) {
    book.measure(
      ['edges', name],
      edgeFigures(summary),
      folds((run) => run.edges.get(name)),
    )
  }
  measureProtection(book, folds, keys)
  const costs = costFolds(replications, batches)
  book.measure(['cost'], costFigures(deployment.units.map(({ name }) => name)), costs)
  measureConsistency(book, consistency)
  measureMessages(book, messages)
  const perSecond = costs.replications.map((cost) => cost && monthlyCost(cost) / SECONDS_PER_MONTH)
  measureTransactions(book, transactions, perSecond)
  for (const { name, ...own } of processSubjects(summary)) {
    const of = summaries.map((each) => foldProcess(each, name))
    book.measure(['processes', name], processFigures(own), { replications: of, batches: [] })
  }

  function costFolds(runs: readonly RunFold[], parts: readonly RunFold[]): Folds<CostFold> {
    const cost = (fold: RunFold, bytesFrom: RunFold, replication: number): CostFold => {
      const uses = { managed, transitionsPerSecond: transitionsPerSecond(transactions[replication]) }
      return foldCost(fold, bytesFrom, deployment, prices, uses)
    }
    const [whole] = runs
    return {
      replications: runs.map((run, replication) => cost(run, run, replication)),
      batches: whole === undefined ? [] : parts.map((part) => cost(part, whole, 0)),
    }
  }
  return book
}

/** `['operations', 'shop', 'checkout']`: the dot of `module.operation` separates segments, too. */
export function operationPath(operation: string): readonly string[] {
  return ['operations', ...operation.split('.')]
}

type FoldsOf = <Fold>(of: (run: RunFold) => Fold | undefined) => Folds<Fold>
type KeysOf = (of: (run: RunFold) => ReadonlyMap<string, unknown>) => readonly string[]

function measureServers(book: SampleBook, { outcomes }: RunSummary, folds: FoldsOf, keys: KeysOf): void {
  for (const unit of keys((run) => run.units)) {
    book.measure(
      ['units', unit],
      unitFigures(outcomes),
      folds((run) => run.units.get(unit)),
    )
    for (const instance of keys((run) => run.units.get(unit)?.instances ?? new Map())) {
      book.measure(
        ['units', unit, 'instances', instance],
        instanceFigures(outcomes),
        folds((run) => run.units.get(unit)?.instances.get(instance)),
      )
    }
  }
  for (const pool of keys((run) => run.pools)) {
    book.measure(
      ['pools', pool],
      poolFigures(),
      folds((run) => run.pools.get(pool)),
    )
  }
}

function measureProtection(book: SampleBook, folds: FoldsOf, keys: KeysOf): void {
  for (const cache of keys((run) => run.caches)) {
    book.measure(
      ['caches', ...cache.split('.')],
      cacheFigures(),
      folds((run) => run.caches.get(cache)),
    )
  }
  for (const store of keys((run) => run.stores)) {
    book.measure(
      ['stores', store],
      storeFigures(),
      folds((run) => run.stores.get(store)),
    )
  }
  for (const edge of keys((run) => run.breakers)) {
    book.measure(
      ['breakers', edge],
      breakerFigures(),
      folds((run) => run.breakers.get(edge)),
    )
  }
  for (const limit of keys((run) => run.limits)) {
    book.measure(
      ['limits', ...limit.split('.')],
      limitFigures(),
      folds((run) => run.limits.get(limit)),
    )
  }
}
