import { consistencySchemas } from './consistency-schemas.ts'
import { faultSchemas } from './fault-schemas.ts'
import { messageSchemas } from './message-schemas.ts'
import { processSchemas } from './process-schemas.ts'
import { count, flag, list, map, number, object, orNull, ref, type Schema, text } from './schema-parts.ts'

const fingerprint: Schema = {
  type: 'string',
  pattern: '^([0-9a-f]{16})?$',
  description: 'Empty when no replication ended.',
}
const verdict: Schema = { enum: ['pass', 'fail', 'inconclusive'] }
const kind: Schema = {
  enum: ['duration', 'rate', 'share', 'money', 'size', 'count'],
  description: 'Milliseconds, per second, 0 to 1, US dollars, bytes, a plain number.',
}

const figure = ref('figure')
const duration = ref('duration')

const call: Readonly<Record<string, Schema>> = {
  offered: figure,
  admitted: figure,
  good: figure,
  failed: map(figure, 'By reason; only reasons that occurred.'),
  failedAt: map(figure, 'Failures of requests by users: what the client saw and where it was decided.'),
  cancelled: figure,
  unfinished: figure,
  availability: figure,
  throughputPerSecond: figure,
  latencyMs: duration,
  timeToFailureMs: map(duration),
  blameMs: map(figure, 'The mean latency, split; the parts add up to it.'),
  blameSlowest1PercentMs: map(figure),
}

const instance: Readonly<Record<string, Schema>> = {
  utilisation: figure,
  cpuUtilisation: figure,
  queueLength: figure,
  queueLengthMax: figure,
  concurrency: figure,
  concurrencyMax: figure,
  idle: figure,
  full: figure,
  visits: figure,
  admitted: figure,
  good: figure,
  failed: map(figure),
  throughputPerSecond: figure,
  residenceMs: duration,
  waitMs: duration,
  waited: figure,
}

const unit: Readonly<Record<string, Schema>> = {
  answersUnwanted: figure,
  wastedCpuMs: figure,
  wastedCpuByCauseMs: map(figure),
  shed: map(figure, 'Dropped by load shedding, by why.'),
  ejections: figure,
}

const store: Readonly<Record<string, Schema>> = {
  lockWaitMs: duration,
  conflicts: figure,
  deadlocks: figure,
  lockTimeouts: figure,
  failovers: figure,
  hintsStored: figure,
  hintsHandedOver: figure,
  readRepairs: figure,
  siblings: figure,
  keysMoved: figure,
  movedShare: figure,
  imbalance: figure,
}

const pool: Readonly<Record<string, Schema>> = {
  utilisation: figure,
  use: figure,
  useMax: figure,
  full: figure,
  queueLength: figure,
  queueLengthMax: figure,
  waitMs: duration,
  waited: figure,
}

const edge: Readonly<Record<string, Schema>> = {
  calls: figure,
  attempts: figure,
  amplification: figure,
  amplificationBound: orNull(number),
  retries: figure,
  retriesDenied: figure,
  hedges: figure,
  fallbacks: figure,
  coalesced: figure,
  policyRejections: map(figure, 'Refused before they were sent, by policy.'),
  callsPerRequest: figure,
  ...call,
  bytesPerCall: figure,
  bytesPerSecond: map(figure, 'By traffic class.'),
  connectionsOpened: figure,
  messagesLost: figure,
}

const cost: Readonly<Record<string, Schema>> = {
  perMonth: figure,
  perMillionGood: figure,
  machinesPerMonth: figure,
  idlePerMonth: figure,
  idleShare: figure,
  trafficPerMonth: figure,
  trafficByClassPerMonth: map(figure),
  requestsPerMonth: figure,
  transitionsPerMonth: figure,
  unitsPerMonth: map(figure),
}

const rates = list(number)
const course = list(orNull(number))
const callTimeline = object({
  offeredPerSecond: rates,
  goodPerSecond: rates,
  failedPerSecond: rates,
  meanMs: course,
  p99Ms: course,
})
const unitTimeline = object({ utilisation: course, cpuUtilisation: course, queueLength: course })

const judgement: Readonly<Record<string, Schema>> = { name: text, variant: text, verdict, ok: flag, evaluated: count }

const check: Schema = {
  oneOf: [
    object({
      source: { const: 'expectation' },
      ...judgement,
      metric: orNull(text),
      value: figure,
      operator: { enum: ['<', '<=', '>', '>='] },
      limit: number,
      kind,
      reason: orNull(text),
    }),
    object({ source: { const: 'law' }, ...judgement, reason: orNull(text) }),
    object({
      source: { const: 'invariant' },
      ...judgement,
      reason: orNull(text),
      replication: orNull(count),
      story: list({ anyOf: [ref('anomalyEvent'), ref('messageEvent'), ref('transactionEvent')] }),
      explain: orNull(text),
    }),
  ],
}

const comparison = object({
  metric: text,
  kind,
  better: { enum: ['lower', 'higher', null] },
  baseline: text,
  variant: text,
  baselineValue: figure,
  variantValue: figure,
  pairs: count,
  difference: figure,
  relative: figure,
  verdict: { enum: ['better', 'worse', 'different', 'not shown'] },
  pairedOverUnpaired: orNull(number),
  replicationsToShow: orNull(count),
})

const variant = object({
  fingerprint,
  measured: object({ fromSeconds: number, toSeconds: number }),
  total: ref('call'),
  workloads: map(ref('call')),
  operations: map(ref('call')),
  units: map(object({ ...instance, ...unit, instances: map(object(instance)) })),
  edges: map(object(edge)),
  pools: map(object(pool)),
  caches: map(object({ hits: figure, misses: figure, hitRatio: figure })),
  stores: map(object(store), 'What stores did to keep their promises; null for what a kind does not do.'),
  breakers: map(object({ closed: figure, halfOpen: figure, open: figure, transitions: figure })),
  limits: map(object({ mean: figure, max: figure })),
  processes: map(ref('process'), 'What nodes that run code measured, by process.'),
  cost: object(cost, 'US dollars, list prices.'),
  consistency: map(ref('recordConsistency'), 'By record, and by store.'),
  messages: map(ref('messages'), 'What became of messages, by event.'),
  transactions: map(ref('transaction'), 'What became of business transactions, by name.'),
  effects: map(ref('effects'), 'What operations did that are legs, or must not be done twice.'),
  timeline: object({
    windowSeconds: number,
    total: ref('callTimeline'),
    operations: map(ref('callTimeline')),
    units: map(unitTimeline),
    breakersOpen: map(course),
    limits: map(course),
  }),
  faults: list(ref('fault')),
  recovery: orNull(ref('recovery')),
  anomalies: list(ref('anomaly')),
  consistencyWithoutFaults: orNull(map(ref('recordConsistency'))),
  messagesWithoutFaults: orNull(map(ref('messages'))),
  transactionsWithoutFaults: orNull(map(ref('transaction'))),
  processViolations: list(ref('processViolation')),
  messageAnomalies: list(ref('messageAnomaly')),
  transactionAnomalies: list(ref('transactionAnomaly')),
  keysInTrouble: list(ref('keyInTrouble')),
  checks: list(ref('check')),
})

const definitions: Readonly<Record<string, Schema>> = {
  figure: {
    anyOf: [
      object({ value: number, low: orNull(number), high: orNull(number) }),
      { type: 'null', description: 'Nothing was measured.' },
    ],
    description: 'An estimate and the ends of its 95 % interval.',
  },
  duration: object({
    mean: figure,
    p50: figure,
    p90: figure,
    p95: figure,
    p99: figure,
    p999: figure,
    max: figure,
  }),
  call: object(call),
  callTimeline,
  check,
  ...faultSchemas({ figure }),
  ...consistencySchemas({ figure, duration }),
  ...processSchemas({ figure, duration }),
  ...messageSchemas({ figure, duration }),
  error: {
    type: 'object',
    properties: {
      code: text,
      severity: { enum: ['error', 'warning'] },
      message: text,
      file: text,
      line: { type: 'integer', minimum: 1 },
      column: { type: 'integer', minimum: 1 },
      path: list({ type: ['string', 'number'] }),
      expected: text,
      hint: text,
    },
    required: ['code', 'severity', 'message'],
    additionalProperties: false,
  },
}

const head: Readonly<Record<string, Schema>> = { schemaVersion: { const: 1 } }

const result: Schema = object(
  {
    ...head,
    ok: flag,
    engine: object({ name: text, version: text }),
    scenario: object({ name: text, hash: { type: 'string', pattern: '^[0-9a-f]{64}$' } }),
    question: orNull(text),
    entries: list(text),
    sameRequests: list(text),
    seed: text,
    replications: count,
    verdict,
    interrupted: flag,
    replay: text,
    warmUp: map(object({ mode: { enum: ['fixed', 'auto'] }, seconds: number, note: text })),
    variants: map(variant),
    comparison: list(comparison),
    limits: list(object({ variant: text, replication: count, kind: text, text })),
    lost: list(object({ variant: text, replication: count, reason: text })),
    silentFaults: list(object({ variant: text, fault: text, replications: count, of: count, text })),
  },
  'A run that took place.',
)

/** What the command line adds to a result on stdout; a result written to a file has none of it. */
const additions: Readonly<Record<string, Schema>> = {
  exitCode: count,
  warnings: list(ref('error')),
  errors: list(ref('error')),
  reproducible: flag,
  difference: orNull(
    object({ variant: text, replication: count, seed: text, first: fingerprint, second: fingerprint }),
  ),
}

const refused: Schema = object(
  { ...head, ok: { const: false }, exitCode: count, errors: list(ref('error')) },
  'A run that did not take place, and why.',
)

/**
 * The JSON Schema of what `orrery run --json` and `--out json=` write, for every exit code. The file
 * `schema/result.schema.json` is made from it.
 */
export function resultJsonSchema(): Schema {
  const { properties, ...closed } = result
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Orrery result',
    oneOf: [{ ...closed, properties: { ...(properties as Schema), ...additions } }, refused],
    $defs: definitions,
  }
}
