import { expect } from 'vitest'
import type { DataObserver } from '../../../../src/sim/data-fact.ts'
import type { FaultPlan } from '../../../../src/sim/fault-plan.ts'
import { constant } from '../../../../src/sim/kernel/distributions/constant.ts'
import { uniformKeys } from '../../../../src/sim/kernel/keys/uniform-keys.ts'
import { MessageFact, type MessageKind } from '../../../../src/sim/message-fact.ts'
import type { KafkaConsumer, KafkaRules, KafkaTopic, ProducerPlan } from '../../../../src/sim/message-plan.ts'
import { type EdgePlan, type Plan, type ProgramPlan, StepKind, type StepPlan } from '../../../../src/sim/plan.ts'
import { createWorld, type RunEnd, type World } from '../../../../src/sim/world.ts'
import { type Law, law } from '../../world/law.ts'
import { Log } from '../../world/log.ts'
import { at, buildPlan, FOREVER, MS, open, SECOND, type UnitSpec, type WorldSpec } from '../../world/plans.ts'
import { blank, deliver, fail, io, type StepSpec } from '../../world/steps.ts'

/** Who handles an event, and whether it publishes the next one. */
export interface HandlerSpec {
  readonly unit: string
  readonly event: string
  readonly instances?: number
  /** Time of the handler, ns. */
  readonly takes?: Law
  readonly slots?: number
  /** Probability that it fails at the end. */
  readonly fails?: number
  readonly publishes?: string
  readonly consumer?: Partial<KafkaConsumer>
}

/** A log, who writes and who reads, in few words. */
export interface LogSpec {
  readonly nodes?: number
  readonly rules?: Partial<KafkaRules>
  /** By name. */
  readonly events?: Readonly<
    Record<
      string,
      { readonly topic?: Partial<KafkaTopic>; readonly producer?: Partial<ProducerPlan>; readonly keys?: number }
    >
  >
  readonly handlers?: readonly HandlerSpec[]
  /** Requests a second, or the times of them, ns; each publishes `order`. */
  readonly load?: number | readonly number[]
  readonly publishers?: number
  readonly duration?: number
  readonly drain?: number
  readonly network?: WorldSpec['network']
  readonly faults?: (places: Places) => readonly FaultPlan[]
}

/** Where the things of a log are in its plan. */
export interface Places {
  readonly unit: (name: string) => number
  readonly edge: (name: string) => number
}

const RULES: KafkaRules = {
  kind: 'kafka',
  replicaLag: 30 * SECOND,
  failover: 9 * SECOND,
  uncleanElection: false,
}
const PRODUCER: ProducerPlan = {
  acks: 'all',
  idempotent: true,
  linger: 0,
  batchBytes: 16384,
  requestTimeout: 30 * SECOND,
  deliveryTimeout: 120 * SECOND,
  retryBackoff: 100 * MS,
  outbox: null,
}
const TOPIC: KafkaTopic = {
  kind: 'kafka',
  partitions: 4,
  replication: 3,
  minInSync: 2,
  retention: Number.POSITIVE_INFINITY,
  compact: false,
  transactions: false,
}
const CONSUMER: KafkaConsumer = {
  kind: 'kafka',
  commit: 'after',
  every: 5 * SECOND,
  assignment: 'eager',
  staticMembership: false,
  heartbeat: 3 * SECOND,
  sessionTimeout: 45 * SECOND,
  maxPollInterval: 300 * SECOND,
  maxPollRecords: 500,
  fetchWait: 500 * MS,
  onFailure: 'skip',
  attempts: 0,
  retryBackoff: SECOND,
  deadLetters: false,
  readCommitted: false,
}

const PROGRAMS = ['publish', 'replicate', 'fetch', 'coordinate'] as const

/** The plan of a log. */
export function logPlan(spec: LogSpec): Plan {
  const { nodes = 3, handlers = [], load = 20, publishers = 1 } = spec
  const events = Object.entries(spec.events ?? { order: {} })
  const units: Record<string, UnitSpec> = {
    shop: { instances: publishers },
    kafka: { instances: nodes },
    ...Object.fromEntries(
      handlers.map(({ unit, instances = 1, slots }) => [
        unit,
        { instances, ...(slots === undefined ? {} : { slots }) },
      ]),
    ),
  }
  const handling = (handler: HandlerSpec): readonly StepSpec[] => [
    io(handler.takes ?? MS),
    ...(handler.fails === undefined ? [] : [fail(handler.fails)]),
  ]
  const world: WorldSpec = {
    units,
    operations: {
      'shop.order': [],
      'kafka.publish': [io(0.1 * MS), deliver()],
      'kafka.replicate': [io(0.1 * MS), deliver()],
      'kafka.fetch': [deliver()],
      'kafka.coordinate': [deliver()],
      ...Object.fromEntries(handlers.map((handler) => [`${handler.unit}.on-${handler.event}`, handling(handler)])),
    },
    network: spec.network ?? { delay: MS },
    workloads: { users: { calls: 'shop.order', arrivals: typeof load === 'number' ? open(load) : at(...load) } },
    duration: spec.duration ?? 10 * SECOND,
    drain: spec.drain ?? 600 * SECOND,
  }
  return addMessages(buildPlan(world), spec, events)
}

type Events = readonly (readonly [string, NonNullable<LogSpec['events']>[string]])[]

/** The programs and edges of a plan, with those that messages need. */
class Wiring {
  readonly edges: EdgePlan[]
  readonly programs: ProgramPlan[]
  readonly #plan: Plan
  readonly #events: Events

  constructor(plan: Plan, events: Events, handlers: readonly HandlerSpec[]) {
    this.#plan = plan
    this.#events = events
    this.edges = [...plan.edges]
    this.programs = plan.programs.map((one) => this.#withPublishing(one, handlers))
    if ((plan.units[this.unit('kafka')]?.instances ?? 0) > 1) {
      const between = this.#call('kafka.replicate', 'kafka.replicate', this.edge('kafka -> kafka'))
      this.#component('kafka.replication', 'kafka', [between])
    }
    for (const each of new Set(handlers.map((handler) => handler.unit))) {
      const calls = PROGRAMS.filter((name) => name !== 'replicate').map((name) =>
        this.#call(`${each}.${name}`, `kafka.${name}`, this.edge(`${each} -> kafka`)),
      )
      const own = handlers.filter((handler) => handler.unit === each)
      const hands = own.map(({ event }) =>
        this.#call(`${event} -> ${each}`, `${each}.on-${event}`, this.edge(`${each} -> ${each}`, true)),
      )
      this.#component(`${each}.kafka.replication`, each, [...calls, ...hands])
    }
  }

  unit(name: string): number {
    return this.#plan.units.findIndex((one) => one.name === name)
  }

  program(name: string): number {
    return this.#plan.programs.findIndex((one) => one.name === name)
  }

  edge(name: string, loopback = false): number {
    const known = this.edges.findIndex((one) => one.name === name && (one.loopback ?? false) === loopback)
    if (known >= 0) return known
    const [from = '', to = ''] = name.split(' -> ')
    const link = loopback ? this.#plan.links.length : -1
    const plain = this.#plan.edges[0] as EdgePlan
    return this.edges.push({ ...plain, from: this.unit(from), to: this.unit(to), name, link, loopback }) - 1
  }

  #call(path: string, program: string, edge: number): StepPlan {
    return { ...blank(StepKind.call, path), program: this.program(program), edge }
  }

  #publish(name: string, path: string, from: string): StepPlan {
    const event = this.#events.findIndex(([each]) => each === name)
    const [, { keys, producer }] = this.#events[event] as Events[number]
    return {
      ...this.#call(path, 'kafka.publish', this.edge(`${from} -> kafka`)),
      kind: StepKind.publish,
      publish: { event },
      key: keys === undefined ? null : { own: uniformKeys(keys), inputs: [] },
      request: law(1000),
      timeout: producer?.requestTimeout ?? PRODUCER.requestTimeout,
    }
  }

  #withPublishing(program: ProgramPlan, handlers: readonly HandlerSpec[]): ProgramPlan {
    const { name, steps } = program
    const handler = handlers.find(({ unit, event }) => `${unit}.on-${event}` === name)
    const next = name === 'shop.order' ? 'order' : handler?.publishes
    if (next === undefined) return program
    const place = steps.findIndex(({ kind }) => kind === StepKind.fail || kind === StepKind.end)
    const publishing = this.#publish(next, `${name}.publish`, handler?.unit ?? 'shop')
    return { ...program, steps: steps.toSpliced(place, 0, publishing) }
  }

  #component(name: string, own: string, steps: readonly StepPlan[]): void {
    const shared = { operation: false, idempotent: true, answer: constant(0) }
    this.programs.push({ name, unit: this.unit(own), steps: [...steps, blank(StepKind.end, name)], ...shared })
  }
}

function addMessages(plan: Plan, spec: LogSpec, events: Events): Plan {
  const { handlers = [] } = spec
  const wiring = new Wiring(plan, events, handlers)
  const subscriptions = handlers.map((handler) => ({
    name: `${handler.event} -> ${handler.unit}`,
    event: events.findIndex(([name]) => name === handler.event),
    unit: wiring.unit(handler.unit),
    program: wiring.program(`${handler.unit}.on-${handler.event}`),
    consumer: { ...CONSUMER, ...handler.consumer },
  }))
  const rules: KafkaRules = { ...RULES, ...spec.rules }
  const { programs, edges } = wiring
  const places: Places = { unit: (name) => wiring.unit(name), edge: (name) => wiring.edge(name) }
  const nowhere = { name: 'loopback', delay: constant(0), loss: 0, bandwidth: FOREVER, traffic: 'free' } as const
  return {
    ...plan,
    programs,
    edges,
    links: [...plan.links, nowhere],
    brokers: [{ name: 'kafka', unit: wiring.unit('kafka'), rules, inside: wiring.edge('kafka -> kafka') }],
    events: events.map(([name, { topic, producer }], e) => ({
      name,
      broker: 0,
      size: law(1000),
      producer: { ...PRODUCER, ...producer },
      topic: { ...TOPIC, ...topic },
      subscriptions: subscriptions.flatMap(({ event }, s) => (event === e ? [s] : [])),
    })),
    subscriptions,
    faults: spec.faults?.(places) ?? [],
  }
}

/** Keeps a copy of every fact about messages. */
export class MessageFacts implements DataObserver {
  readonly all: MessageFact[] = []

  observed(): void {}

  messaged(fact: MessageFact): void {
    this.all.push(Object.assign(new MessageFact(), fact))
  }

  /** Those of one kind, in order; `subscription`: of one only. */
  of(kind: MessageKind, subscription = -1): readonly MessageFact[] {
    return this.all.filter((fact) => fact.kind === kind && (subscription < 0 || fact.subscription === subscription))
  }

  /** The messages that facts of one kind are about, each once. */
  messages(kind: MessageKind, subscription = -1): ReadonlySet<number> {
    return new Set(this.of(kind, subscription).map(({ message }) => message))
  }
}

/** A run that has ended. */
export interface LogRun {
  readonly facts: MessageFacts
  readonly log: Log
  readonly end: RunEnd
  readonly world: World
}

export function runLog(spec: LogSpec, seed = '1'): LogRun {
  const world = createWorld(logPlan(spec), { seed, replication: 0 })
  const facts = new MessageFacts()
  const log = new Log(world.catalogue)
  const end = world.run(log, facts)
  expect(log.breaches).toEqual([])
  return { facts, log, end, world }
}
