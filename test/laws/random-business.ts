import fc from 'fast-check'
import type { Written } from '../scenarios/compile/compiling.ts'
import { storms } from '../sim/messaging/storms.ts'

/** How the legs of an order are held together. */
type RealisationKind = 'local' | 'none' | 'saga' | 'choreography' | 'two-phase-commit' | 'try-confirm-cancel'
const REALISATIONS: readonly RealisationKind[] = [
  'local',
  'none',
  'saga',
  'saga',
  'choreography',
  'two-phase-commit',
  'try-confirm-cancel',
]

/** Those that call a leg again until they know. */
const PERSISTENT: readonly RealisationKind[] = ['saga', 'choreography', 'try-confirm-cancel']

interface LegDraft {
  readonly time: number
  /** Percent of its operations that say no, and of its undos that fail. */
  readonly no: number
  readonly undoFails: number
}

interface OrderDraft {
  readonly kind: RealisationKind
  readonly legs: readonly LegDraft[]
  /** Operations and undos are done once for each leg. */
  readonly idempotent: boolean
  readonly versionFile: boolean
  readonly log: 'store' | 'memory'
  readonly attempts: number
  /** Policies call legs again. */
  readonly retry: boolean
  readonly parallel: boolean
  /** Of a choreography: its events are kept until they are handled, whatever becomes of other messages. */
  readonly careful: boolean
}

type BrokerDraft =
  | {
      readonly kind: 'rabbitmq'
      readonly nodes: number
      readonly queue: 'classic' | 'quorum'
      readonly durable: boolean
      readonly early: boolean
      readonly onFailure: 'requeue' | 'reject'
      readonly deadLetters: boolean
    }
  | { readonly kind: 'sqs'; readonly early: boolean; readonly wait: string }
  | {
      readonly kind: 'kafka'
      readonly nodes: number
      readonly commit: 'before' | 'after' | '1s'
      readonly skip: boolean
      readonly unclean: boolean
    }

interface EventDraft {
  readonly broker: BrokerDraft
  readonly acks: 'none' | 'one' | 'all'
  readonly outbox: 'none' | 'polling' | 'change-data-capture'
  /** Handlers are run once for each message. */
  readonly idempotent: boolean
  /** Percent of its handlers that fail when their work is done. */
  readonly fails: number
  /** Without an outbox: whether the message goes before the order is written. */
  readonly first: boolean
}

/** A shop whose orders are business transactions, and that tells of others by messages; plain data that shrinks. */
export interface BusinessWorldDraft {
  readonly order: OrderDraft
  readonly event: EventDraft
  /** Instances of each. */
  readonly sizes: { readonly shop: number; readonly mailer: number }
}

/** What happens in one run of such a shop. */
export interface Schedule {
  /** When somebody orders, and when somebody tells, ms. */
  readonly orders: readonly number[]
  readonly tells: readonly number[]
  readonly seed: number
  /** What goes wrong, as a scenario says it. */
  readonly faults: readonly Fault[]
}

interface Fault {
  readonly id: string
  readonly [field: string]: unknown
}

const leg: fc.Arbitrary<LegDraft> = fc.record({
  time: fc.nat(30),
  no: fc.constantFrom(0, 0, 10, 30),
  undoFails: fc.constantFrom(0, 20),
})

const order: fc.Arbitrary<OrderDraft> = fc.record({
  kind: fc.constantFrom(...REALISATIONS),
  legs: fc.array(leg, { minLength: 1, maxLength: 3 }),
  // More often what rules anomalies out than what allows them: there is more to be proved.
  idempotent: fc.constantFrom(true, true, true, false),
  versionFile: fc.constantFrom(true, true, true, false),
  log: fc.constantFrom('store', 'store', 'store', 'store', 'memory'),
  attempts: fc.integer({ min: 1, max: 3 }),
  retry: fc.boolean(),
  parallel: fc.boolean(),
  careful: fc.constantFrom(true, true, true, false),
})

const broker: fc.Arbitrary<BrokerDraft> = fc.oneof(
  fc.record({
    kind: fc.constant('rabbitmq' as const),
    nodes: fc.constantFrom(1, 3),
    queue: fc.constantFrom('classic' as const, 'quorum' as const),
    durable: fc.boolean(),
    early: fc.boolean(),
    onFailure: fc.constantFrom('requeue' as const, 'reject' as const),
    deadLetters: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('sqs' as const), early: fc.boolean(), wait: fc.constantFrom('0s', '5s') }),
  fc.record({
    kind: fc.constant('kafka' as const),
    nodes: fc.constantFrom(1, 3),
    commit: fc.constantFrom('before' as const, 'after' as const, '1s' as const),
    skip: fc.boolean(),
    unclean: fc.boolean(),
  }),
)

const event: fc.Arbitrary<EventDraft> = fc.record({
  broker,
  acks: fc.constantFrom('none' as const, 'one' as const, 'all' as const, 'all' as const),
  outbox: fc.constantFrom('none' as const, 'none' as const, 'polling' as const, 'change-data-capture' as const),
  idempotent: fc.boolean(),
  fails: fc.constantFrom(0, 15),
  first: fc.boolean(),
})

const sizes = fc.record({ shop: fc.integer({ min: 1, max: 2 }), mailer: fc.integer({ min: 1, max: 2 }) })
const times = fc.array(fc.nat(8000), { minLength: 1, maxLength: 8 }).map((all) => all.toSorted((a, b) => a - b))

const worlds: fc.Arbitrary<BusinessWorldDraft> = fc.record({ order, event, sizes })

/** A world, and what happens in it each time. */
export interface StormyWorld {
  readonly world: BusinessWorldDraft
  readonly schedules: readonly Schedule[]
}

/** How many schedules of one world are tried: it has to be compiled once only. */
export const SCHEDULES = 5

/** Random worlds with random schedules; each fault is over after at most 18 s. */
export function stormyWorlds(): fc.Arbitrary<StormyWorld> {
  return worlds.chain((world) =>
    fc
      .array(schedules(world), { minLength: SCHEDULES, maxLength: SCHEDULES })
      .map((all) => ({ world, schedules: all.map(numbered) })),
  )
}

function schedules(world: BusinessWorldDraft): fc.Arbitrary<Schedule> {
  const faults = fc
    .tuple(storms(instancesOf(world), edgesOf(world), 10), lostReplies(world))
    .map(([some, lost]) => [...(some as readonly Fault[]), ...lost])
  return fc.record({ orders: times, tells: times, seed: fc.nat(1e6), faults })
}

/** Faults of all schedules stand in one document. */
function numbered(schedule: Schedule, s: number): Schedule {
  return { ...schedule, faults: schedule.faults.map((fault) => ({ ...fault, id: `s${s}-${fault.id}` })) }
}

function isLocal({ order: { kind } }: BusinessWorldDraft): boolean {
  return kind === 'local'
}

function legNames({ order: { legs } }: BusinessWorldDraft): readonly string[] {
  return legs.map((_, i) => `l${i + 1}`)
}

function instancesOf(world: BusinessWorldDraft): Readonly<Record<string, number>> {
  const { broker: of } = world.event
  return {
    ...world.sizes,
    'shop-db': 1,
    ...(of.kind === 'sqs' ? {} : { b: of.nodes }),
    ...(isLocal(world)
      ? {}
      : Object.fromEntries(
          legNames(world).flatMap((name) => [
            [name, 1],
            [`${name}-db`, 1],
          ]),
        )),
  }
}

function edgesOf(world: BusinessWorldDraft): readonly string[] {
  const { kind } = world.event.broker
  const called = (name: string): readonly string[] => (world.order.kind === 'choreography' ? [] : [`shop -> ${name}`])
  const legs = isLocal(world) ? [] : legNames(world).flatMap((name) => [...called(name), `${name} -> ${name}-db`])
  return ['shop -> b', kind === 'rabbitmq' ? 'b -> mailer' : 'mailer -> b', ...legs]
}

/** Answers of a leg, or of its undo, that are lost. */
function lostReplies(world: BusinessWorldDraft): fc.Arbitrary<readonly Fault[]> {
  if (isLocal(world)) return fc.constant([])
  const lost = fc.record({
    'lost-reply': fc.constantFrom(...legNames(world).map((name) => `${name}.do`)),
    share: fc.constantFrom('30%', '100%'),
    at: fc.nat(5000).map((ms) => `${ms}ms`),
    for: fc.nat(5000).map((ms) => `${ms + 1}ms`),
  })
  return fc.array(lost, { maxLength: 2 }).map((all) => all.map((fault, i) => ({ id: `lost${i}`, ...fault })))
}

/** The world as a document, as a user would write it. */
export function documentOf({ world, schedules: all }: StormyWorld): Written & { readonly transactions: unknown } {
  const { order: of, sizes: count } = world
  const names = legNames(world)
  const calls = names.map((name) => ({ call: `${name}.do`, undo: `${name}.undo` }))
  const steps = of.parallel && !isLocal(world) && calls.length > 1 ? [{ parallel: calls }] : calls
  const modules = isLocal(world)
    ? { shop: { modules: ['shop', ...names], instances: count.shop }, mailer: { instances: count.mailer } }
    : { 'each-module': {}, shop: { instances: count.shop }, mailer: { instances: count.mailer } }
  return {
    run: { duration: '20s', warmup: '0s', drain: '10min' },
    app: {
      shop: {
        owns: { orders: { keys: 4, initial: 0 } },
        operations: { buy: [{ transaction: 'order', steps }], tell: tellSteps(world) },
      },
      mailer: {
        owns: { mails: { keys: 4, initial: 0 } },
        on: {
          placed: {
            steps: [{ io: 'exp(5ms)' }, { update: 'mails', add: 1 }, ...failing(world.event.fails)],
            ...(world.event.idempotent ? { idempotency: true } : {}),
          },
        },
      },
      ...Object.fromEntries(names.map((name, i) => [name, legModule(world, name, i)])),
    },
    deploy: modules,
    ...messagingOf(world),
    transactions: { order: realised(of) },
    workload: {
      buyers: { arrivals: 'poisson(1/s)', call: 'shop.buy' },
      tellers: { arrivals: 'poisson(1/s)', call: 'shop.tell' },
    },
    policies: [
      { on: '* -> *', timeout: '500ms' },
      // Who polls waits for longer than that.
      { on: 'mailer -> b', timeout: 'none' },
      ...(of.retry && !isLocal(world) && of.kind !== 'choreography'
        ? names.map((name) => ({ on: `shop -> ${name}`, retry: 2 }))
        : []),
    ],
    faults: all.flatMap(({ faults }) => faults),
  }
}

function failing(percent: number): readonly unknown[] {
  return percent === 0 ? [] : [{ fail: `${percent}%` }]
}

/** With an outbox the message is noted in one transaction with the order; else both are written one after the other. */
function tellSteps({ event: { outbox, first } }: BusinessWorldDraft): readonly unknown[] {
  const steps = [{ update: 'orders', add: 1 }, { publish: 'placed' }]
  if (outbox !== 'none') return [{ begin: steps }]
  return first ? steps.toReversed() : steps
}

function legModule({ order: of }: BusinessWorldDraft, name: string, i: number): unknown {
  const { time, no, undoFails } = of.legs[i] as LegDraft
  const once = of.idempotent && PERSISTENT.includes(of.kind) ? { idempotency: true } : {}
  const record = `stock-${name}`
  return {
    owns: { [record]: { keys: 3, initial: 0 } },
    operations: {
      do: {
        steps: [
          { io: `${time + 1}ms` },
          ...(no === 0 ? [] : [{ fail: `${no}%`, as: 'no' }]),
          { update: record, add: 1 },
        ],
        ...once,
      },
      undo: { steps: [...failing(undoFails), { update: record, add: -1 }], ...once },
    },
  }
}

function realised({ kind, versionFile, log, attempts }: BusinessWorldDraft['order']): unknown {
  const patience = { 'undo-backoff': '200ms', resume: '500ms', log }
  switch (kind) {
    case 'saga':
      return { saga: 'orchestrated', ...patience, attempts, 'version-file': versionFile }
    case 'choreography':
      return { saga: 'choreographed' }
    case 'try-confirm-cancel':
      return { 'try-confirm-cancel': { ...patience, attempts } }
    case 'two-phase-commit':
      return { 'two-phase-commit': { timeout: '1s', resend: '200ms', resume: '500ms', log } }
    default:
      return kind
  }
}

function messagingOf(world: BusinessWorldDraft): Partial<Written> {
  const { broker: of, acks, outbox } = world.event
  const relay = outbox === 'polling' ? { polling: '300ms', batch: 10 } : { 'change-data-capture': '50ms' }
  const common = { acks, 'request-timeout': '500ms', ...(outbox === 'none' ? {} : { outbox: relay }) }
  const kept = isCareful(world)
  switch (of.kind) {
    case 'rabbitmq': {
      const classic = of.queue === 'classic' ? { durable: of.durable } : {}
      const limit = of.queue === 'classic' ? {} : { 'delivery-limit': 'unlimited' }
      return {
        brokers: { b: { kind: of.kind, nodes: of.nodes, heartbeat: '5s' } },
        events: {
          placed: { ...common, queue: of.queue, ...classic, 'dead-letters': of.deadLetters },
          ...(kept ? { 'order.*': { queue: of.queue, ...limit } } : {}),
        },
        consumers: [
          { on: '* -> *', prefetch: 3, ack: of.early ? 'on-delivery' : 'after', 'on-failure': of.onFailure },
          ...(kept ? [{ on: 'order.* -> *', ack: 'after', 'on-failure': 'requeue' }] : []),
        ],
      }
    }
    case 'sqs':
      return {
        brokers: { b: { kind: of.kind } },
        events: { placed: { ...common, visibility: '3s', wait: of.wait } },
        consumers: [
          { on: '* -> *', ack: of.early ? 'before' : 'after' },
          ...(kept ? [{ on: 'order.* -> *', ack: 'after' }] : []),
        ],
      }
    case 'kafka': {
      const copies = { partitions: 2, replication: of.nodes, 'min-in-sync': of.nodes === 3 ? 2 : 1 }
      return {
        brokers: {
          b: { kind: of.kind, nodes: of.nodes, failover: '1s', 'replica-lag': '2s', 'unclean-election': of.unclean },
        },
        events: { placed: { ...common, ...copies }, ...(kept ? { 'order.*': copies } : {}) },
        consumers: [
          {
            on: '* -> *',
            commit: of.commit,
            'session-timeout': '3s',
            heartbeat: '500ms',
            'on-failure': of.skip ? 'skip' : { retry: 3, backoff: '10ms' },
          },
          ...(kept ? [{ on: 'order.* -> *', commit: 'after', 'on-failure': { retry: 1000, backoff: '200ms' } }] : []),
        ],
      }
    }
  }
}

/** Whether its orders are choreographed, by events of which none is given up. */
export function isCareful({ order: { kind, careful } }: BusinessWorldDraft): boolean {
  return kind === 'choreography' && careful
}
