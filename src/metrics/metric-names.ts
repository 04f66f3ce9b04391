import { consistencyFigures } from './consistency/consistency-figures.ts'
import { costFigures } from './cost/cost-figures.ts'
import { callFigures } from './figures/call-figures.ts'
import { edgeFigures } from './figures/edge-figures.ts'
import type { FigureKind } from './figures/figure.ts'
import { processFigures } from './figures/process-figures.ts'
import { breakerFigures, cacheFigures, limitFigures } from './figures/protection-figures.ts'
import { instanceFigures, poolFigures, unitFigures } from './figures/server-figures.ts'
import { storeFigures } from './figures/store-figures.ts'
import type { ProcessSubject } from './folds/process-fold.ts'
import { operationPath } from './measure-variant.ts'
import { messagesPath } from './messages/measure-messages.ts'
import { messageFigures } from './messages/message-figures.ts'
import { transactionPath } from './transactions/measure-transactions.ts'
import { effectFigures, transactionFigures } from './transactions/transaction-figures.ts'

/** The subjects of a scenario's metrics, as its plan names them. */
export interface MetricSubjects {
  readonly workloads: readonly string[]
  /** `module.operation` */
  readonly operations: readonly string[]
  readonly units: readonly { readonly name: string; readonly instances: number }[]
  /** `caller -> unit` */
  readonly edges: readonly string[]
  readonly pools: readonly string[]
  /** By record: `shop.products`. */
  readonly caches: readonly string[]
  readonly stores: readonly string[]
  /** Edges that a circuit breaker protects. */
  readonly breakers: readonly string[]
  /** `bulkhead.shop -> db`, `instances-up.db` … */
  readonly limits: readonly string[]
  /** Records and stores of which consistency is measured, and the operations that touch each record. */
  readonly data?: readonly { readonly name: string; readonly operations: readonly string[] }[]
  /** Nodes that run code, and what they measure. */
  readonly processes?: readonly ProcessSubject[]
  /** Events (`order.placed`) and subscriptions (`order.placed -> mailer`). */
  readonly messages?: readonly string[]
  /** Business transactions. */
  readonly transactions?: readonly string[]
  /** Operations of which every effect is told. */
  readonly counted?: readonly string[]
  readonly outcomes: readonly string[]
  readonly parts: readonly string[]
}

/** A metric that a run of the scenario will have. */
export interface MetricName {
  readonly path: readonly string[]
  /** A limit must be of this kind. */
  readonly kind: FigureKind
}

/** Every metric of a scenario, before it runs: what an expectation may name. */
export function metricNames(subjects: MetricSubjects): readonly MetricName[] {
  const { outcomes } = subjects
  // The same for each of their kind, of which there may be hundreds.
  const calls = callFigures(subjects)
  const edge = edgeFigures(subjects)
  const unit = unitFigures(outcomes)
  const oneInstance = instanceFigures(outcomes)
  const data = consistencyFigures()
  return [
    ...under(['total'], calls),
    ...subjects.workloads.flatMap((name) => under(['workloads', name], calls)),
    ...subjects.operations.flatMap((name) => under(operationPath(name), calls)),
    ...subjects.units.flatMap(({ name, instances }) => [
      ...under(['units', name], unit),
      ...Array.from({ length: instances }, (_, instance) =>
        under(['units', name, 'instances', String(instance)], oneInstance),
      ).flat(),
    ]),
    ...subjects.edges.flatMap((name) => under(['edges', name], edge)),
    ...subjects.pools.flatMap((name) => under(['pools', name], poolFigures())),
    ...subjects.caches.flatMap((name) => under(['caches', ...name.split('.')], cacheFigures())),
    ...subjects.stores.flatMap((name) => under(['stores', name], storeFigures())),
    ...subjects.breakers.flatMap((name) => under(['breakers', name], breakerFigures())),
    ...subjects.limits.flatMap((name) => under(['limits', ...name.split('.')], limitFigures())),
    ...under(['cost'], costFigures(subjects.units.map(({ name }) => name))),
    ...(subjects.processes ?? []).flatMap(({ name, ...own }) => under(['processes', name], processFigures(own))),
    ...(subjects.messages ?? []).flatMap((name) => under(messagesPath(name), messageFigures())),
    ...(subjects.transactions ?? []).flatMap((name) => under(transactionPath(name), transactionFigures())),
    ...(subjects.counted ?? []).flatMap((name) => under(operationPath(name), effectFigures())),
    ...(subjects.data ?? []).flatMap(({ name, operations }) => [
      ...under(['consistency', name], data),
      ...operations.flatMap((operation) => under(['consistency', name, 'operations', ...operation.split('.')], data)),
    ]),
  ]
}

function under(
  prefix: readonly string[],
  figures: readonly { readonly name: readonly string[]; readonly kind: FigureKind }[],
): MetricName[] {
  return figures.map(({ name, kind }) => ({ path: [...prefix, ...name], kind }))
}
