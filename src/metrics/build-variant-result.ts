import { buildProcesses } from './build-processes.ts'
import { buildConsistency } from './consistency/build-consistency.ts'
import type { DurationResult, MaybeEstimate } from './duration-result.ts'
import { reasonsOf } from './figures/call-figures.ts'
import { REFUSING_POLICIES, TRAFFIC } from './figures/edge-figures.ts'
import { SHED_REASONS, WASTE_CAUSES } from './figures/server-figures.ts'
import { processSubjects } from './folds/process-fold.ts'
import { measureVariant, type VariantMeasurements } from './measure-variant.ts'
import { buildMessages } from './messages/build-messages.ts'
import type { RunSummary } from './run-summary.ts'
import type { SampleBook } from './sample-book.ts'
import { timelineOf } from './timeline.ts'
import { buildEffects, buildTransactions } from './transactions/build-transactions.ts'
import type {
  BreakerResult,
  CacheResult,
  CallResult,
  CostResult,
  EdgeResult,
  InstanceResult,
  LimitResult,
  PoolResult,
  StoreResult,
  UnitResult,
  VariantResult,
} from './variant-result.ts'

export interface VariantInput extends VariantMeasurements {
  /** Of all replications together. */
  readonly fingerprint: string
}

/** Every figure of a variant twice: as the plain result that is printed, and as samples, to judge and to compare. */
export function buildVariantResult(input: VariantInput): { result: VariantResult; samples: SampleBook } {
  const samples = measureVariant(input)
  const [summary] = input.summaries
  const builder = new ResultBuilder(samples, summary, input.attemptsMax ?? new Map())
  const result: VariantResult = {
    fingerprint: input.fingerprint,
    measured: { fromSeconds: (summary?.from ?? 0) / 1e9, toSeconds: (summary?.to ?? 0) / 1e9 },
    total: builder.call(['total']),
    workloads: builder.each('workloads', (path) => builder.call(path)),
    operations: builder.each('operations', (path) => builder.call(path)),
    units: builder.each('units', (path) => builder.unit(path)),
    edges: builder.each('edges', (path) => builder.edge(path)),
    pools: builder.each('pools', (path) => builder.pool(path)),
    caches: builder.each('caches', (path) => builder.cache(path)),
    stores: builder.each('stores', (path) => builder.store(path)),
    breakers: builder.each('breakers', (path) => builder.breaker(path)),
    limits: builder.each('limits', (path) => builder.limit(path)),
    processes: summary === undefined ? {} : buildProcesses(samples, processSubjects(summary)),
    cost: builder.cost(input.deployment.units.map(({ name }) => name)),
    consistency: buildConsistency(samples),
    messages: buildMessages(samples, input.messages?.[0]),
    transactions: buildTransactions(samples, input.transactions ?? []),
    effects: buildEffects(samples, input.transactions?.[0]),
    timeline: timelineOf(input.summaries),
  }
  return { result, samples }
}

/** Lays samples out as results. */
class ResultBuilder {
  readonly #samples: SampleBook
  readonly #reasons: readonly string[]
  readonly #parts: readonly string[]

  readonly #attemptsMax: ReadonlyMap<string, number>

  constructor(samples: SampleBook, summary: RunSummary | undefined, attemptsMax: ReadonlyMap<string, number>) {
    this.#samples = samples
    this.#reasons = reasonsOf(summary?.outcomes ?? [])
    this.#parts = summary?.parts ?? []
    this.#attemptsMax = attemptsMax
  }

  /** One result for each subject of a kind. */
  each<Result>(kind: string, build: (path: readonly string[]) => Result): Record<string, Result> {
    return this.#under([kind], build)
  }

  call(path: readonly string[]): CallResult {
    const occurred = this.#reasons.filter((reason) => this.#occurred([...path, 'failed', reason]))
    return {
      offered: this.#get(path, 'offered'),
      admitted: this.#get(path, 'admitted'),
      good: this.#get(path, 'good'),
      failed: record(occurred, (reason) => this.#get(path, 'failed', reason)),
      failedAt: record(this.#endsOf([...path, 'failedAt']), (name) => this.#get(path, 'failedAt', name)),
      cancelled: this.#get(path, 'cancelled'),
      unfinished: this.#get(path, 'unfinished'),
      availability: this.#get(path, 'availability'),
      throughputPerSecond: this.#get(path, 'throughput'),
      latencyMs: this.#duration(path, 'latency'),
      timeToFailureMs: record(occurred, (reason) => this.#duration(path, 'timeToFailure', reason)),
      blameMs: record(this.#parts, (part) => this.#get(path, 'blame', part)),
      blameSlowest1PercentMs: record(this.#parts, (part) => this.#get(path, 'blameSlowest1Percent', part)),
    }
  }

  edge(path: readonly string[]): EdgeResult {
    const classes = TRAFFIC.filter((traffic) => this.#occurred([...path, 'bytesPerSecond', traffic]))
    const bound = this.#attemptsMax.get(path.at(-1) ?? '') ?? 1
    return {
      calls: this.#get(path, 'calls'),
      attempts: this.#get(path, 'attempts'),
      amplification: this.#get(path, 'amplification'),
      amplificationBound: isFinite(bound) ? bound : null,
      retries: this.#get(path, 'retries'),
      retriesDenied: this.#get(path, 'retriesDenied'),
      hedges: this.#get(path, 'hedges'),
      fallbacks: this.#get(path, 'fallbacks'),
      coalesced: this.#get(path, 'coalesced'),
      policyRejections: this.#occurring(path, 'policyRejections', REFUSING_POLICIES),
      callsPerRequest: this.#get(path, 'callsPerRequest'),
      ...this.call(path),
      bytesPerCall: this.#get(path, 'bytesPerCall'),
      bytesPerSecond: record(classes, (traffic) => this.#get(path, 'bytesPerSecond', traffic)),
      connectionsOpened: this.#get(path, 'connectionsOpened'),
      messagesLost: this.#get(path, 'messagesLost'),
    }
  }

  unit(path: readonly string[]): UnitResult {
    return {
      ...this.#instance(path),
      answersUnwanted: this.#get(path, 'answersUnwanted'),
      wastedCpuMs: this.#get(path, 'wastedCpu'),
      wastedCpuByCauseMs: this.#occurring(path, 'wastedCpu', WASTE_CAUSES),
      shed: this.#occurring(path, 'shed', SHED_REASONS),
      ejections: this.#get(path, 'ejections'),
      instances: this.#under([...path, 'instances'], (instance) => this.#instance(instance)),
    }
  }

  pool(path: readonly string[]): PoolResult {
    return {
      utilisation: this.#get(path, 'utilisation'),
      use: this.#get(path, 'use'),
      useMax: this.#get(path, 'useMax'),
      full: this.#get(path, 'full'),
      queueLength: this.#get(path, 'queueLength'),
      queueLengthMax: this.#get(path, 'queueLengthMax'),
      waitMs: this.#duration(path, 'wait'),
      waited: this.#get(path, 'waited'),
    }
  }

  cache(path: readonly string[]): CacheResult {
    return {
      hits: this.#get(path, 'hits'),
      misses: this.#get(path, 'misses'),
      hitRatio: this.#get(path, 'hitRatio'),
    }
  }

  store(path: readonly string[]): StoreResult {
    return {
      lockWaitMs: this.#duration(path, 'lockWait'),
      conflicts: this.#get(path, 'conflicts'),
      deadlocks: this.#get(path, 'deadlocks'),
      lockTimeouts: this.#get(path, 'lockTimeouts'),
      failovers: this.#get(path, 'failovers'),
      hintsStored: this.#get(path, 'hintsStored'),
      hintsHandedOver: this.#get(path, 'hintsHandedOver'),
      readRepairs: this.#get(path, 'readRepairs'),
      siblings: this.#get(path, 'siblings'),
      keysMoved: this.#get(path, 'keysMoved'),
      movedShare: this.#get(path, 'movedShare'),
      imbalance: this.#get(path, 'imbalance'),
    }
  }

  breaker(path: readonly string[]): BreakerResult {
    return {
      closed: this.#get(path, 'closed'),
      halfOpen: this.#get(path, 'halfOpen'),
      open: this.#get(path, 'open'),
      transitions: this.#get(path, 'transitions'),
    }
  }

  limit(path: readonly string[]): LimitResult {
    return { mean: this.#get(path, 'mean'), max: this.#get(path, 'max') }
  }

  cost(units: readonly string[]): CostResult {
    const classes = TRAFFIC.filter((traffic) => this.#occurred(['cost', 'traffic', traffic]))
    return {
      perMonth: this.#get(['cost'], 'perMonth'),
      perMillionGood: this.#get(['cost'], 'perMillionGood'),
      machinesPerMonth: this.#get(['cost'], 'machines'),
      idlePerMonth: this.#get(['cost'], 'idle'),
      idleShare: this.#get(['cost'], 'idleShare'),
      trafficPerMonth: this.#get(['cost'], 'traffic'),
      trafficByClassPerMonth: record(classes, (traffic) => this.#get(['cost'], 'traffic', traffic)),
      requestsPerMonth: this.#get(['cost'], 'requests'),
      transitionsPerMonth: this.#get(['cost'], 'transitions'),
      unitsPerMonth: record(units, (unit) => this.#get(['cost'], 'units', unit)),
    }
  }

  #instance(path: readonly string[]): InstanceResult {
    const occurred = this.#reasons.filter((reason) => this.#occurred([...path, 'failed', reason]))
    return {
      utilisation: this.#get(path, 'utilisation'),
      cpuUtilisation: this.#get(path, 'cpuUtilisation'),
      queueLength: this.#get(path, 'queueLength'),
      queueLengthMax: this.#get(path, 'queueLengthMax'),
      concurrency: this.#get(path, 'concurrency'),
      concurrencyMax: this.#get(path, 'concurrencyMax'),
      idle: this.#get(path, 'idle'),
      full: this.#get(path, 'full'),
      visits: this.#get(path, 'visits'),
      admitted: this.#get(path, 'admitted'),
      good: this.#get(path, 'good'),
      failed: record(occurred, (reason) => this.#get(path, 'failed', reason)),
      throughputPerSecond: this.#get(path, 'throughput'),
      residenceMs: this.#duration(path, 'residence'),
      waitMs: this.#duration(path, 'wait'),
      waited: this.#get(path, 'waited'),
    }
  }

  #duration(path: readonly string[], ...name: readonly string[]): DurationResult {
    return {
      mean: this.#get(path, ...name, 'mean'),
      p50: this.#get(path, ...name, 'p50'),
      p90: this.#get(path, ...name, 'p90'),
      p95: this.#get(path, ...name, 'p95'),
      p99: this.#get(path, ...name, 'p99'),
      p999: this.#get(path, ...name, 'p999'),
      max: this.#get(path, ...name, 'max'),
    }
  }

  #get(path: readonly string[], ...name: readonly string[]): MaybeEstimate {
    return this.#samples.estimate([...path, ...name])
  }

  /** The figures `path.name.key` of those keys that occurred. */
  #occurring(path: readonly string[], name: string, keys: readonly string[]): Readonly<Record<string, MaybeEstimate>> {
    const occurred = keys.filter((key) => this.#occurred([...path, name, key]))
    return record(occurred, (key) => this.#get(path, name, key))
  }

  /** The last segments of the metrics directly under `path`. */
  #endsOf(path: readonly string[]): readonly string[] {
    const depth = path.length
    return this.#samples
      .samples()
      .filter((sample) => sample.path.length === depth + 1 && path.every((segment, i) => sample.path[i] === segment))
      .map((sample) => sample.path[depth] ?? '')
  }

  /** Whether the metric was ever above 0. */
  #occurred(path: readonly string[]): boolean {
    const sample = this.#samples.sample(path)
    return sample !== undefined && [sample.whole, ...sample.values].some((value) => value !== null && value > 0)
  }

  /** One result for each subject whose name lies under `parent`: one segment of it, or two for an operation. */
  #under<Result>(parent: readonly string[], build: (path: readonly string[]) => Result): Record<string, Result> {
    const depth = parent.length
    const below = this.#samples
      .subjects()
      .filter((path) => path.length > depth && parent.every((segment, i) => path[i] === segment))
    const own = parent[0] === 'units' ? below.filter((path) => path.length === depth + 1) : below
    return Object.fromEntries(own.map((path) => [path.slice(depth).join('.'), build(path)]))
  }
}

function record<Value>(keys: Iterable<string>, valueOf: (key: string) => Value): Record<string, Value> {
  return Object.fromEntries(Array.from(keys, (key) => [key, valueOf(key)]))
}
