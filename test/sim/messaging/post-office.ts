import { expect } from 'vitest'
import { BusinessFact, type BusinessKind } from '../../../src/sim/business-fact.ts'
import { DataFact, type DataObserver, type FactKind } from '../../../src/sim/data-fact.ts'
import { MESSAGE_CAUSES, MessageFact, MessageKind } from '../../../src/sim/message-fact.ts'
import { OUTCOME_NAMES } from '../../../src/sim/outcome.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import { createWorld, type RunEnd, type World } from '../../../src/sim/world.ts'
import { planOf, type Written } from '../../scenarios/compile/compiling.ts'
import { Log } from '../world/log.ts'
import { at, MS } from '../world/plans.ts'

/** Everything that was told of messages, data and effects, in order. */
export class Facts implements DataObserver {
  readonly all: MessageFact[] = []
  readonly data: DataFact[] = []
  readonly effects: BusinessFact[] = []

  observed(fact: DataFact): void {
    this.data.push(Object.assign(new DataFact(), fact))
  }

  messaged(fact: MessageFact): void {
    this.all.push(Object.assign(new MessageFact(), fact))
  }

  transacted(fact: BusinessFact): void {
    this.effects.push(Object.assign(new BusinessFact(), fact))
  }

  /** Facts about messages of these kinds; `subscription`: of one only. */
  of(kind: keyof typeof MessageKind, subscription?: number): readonly MessageFact[] {
    return this.all.filter(
      (fact) => fact.kind === MessageKind[kind] && (subscription === undefined || fact.subscription === subscription),
    )
  }

  /** The messages that facts of one kind are about, each once, ascending. */
  messages(kind: keyof typeof MessageKind, subscription?: number): readonly number[] {
    return [...new Set(this.of(kind, subscription).map(({ message }) => message))].toSorted((a, b) => a - b)
  }

  /** When facts of a kind were told, ms. */
  times(kind: keyof typeof MessageKind, subscription?: number): readonly number[] {
    return this.of(kind, subscription).map(({ at: time }) => time / MS)
  }

  /** What was told of a message: `delivered 1`, `returned consumer-gone`, `unconfirmed timeout` … */
  story(message: number): readonly string[] {
    const names = Object.keys(MessageKind)
    return this.all
      .filter((fact) => fact.message === message)
      .map(({ kind, cause, outcome, delivery }) => {
        const name = names[kind] ?? ''
        if (kind === MessageKind.delivered) return `${name} ${delivery}`
        if (cause > 0) return `${name} ${MESSAGE_CAUSES[cause]}`
        return outcome > 0 ? `${name} ${OUTCOME_NAMES[outcome] ?? 'other'}` : name
      })
  }

  dataOf(kind: FactKind, record: number): readonly DataFact[] {
    return this.data.filter((fact) => fact.kind === kind && fact.record === record)
  }

  effectsOf(kind: BusinessKind): readonly BusinessFact[] {
    return this.effects.filter((fact) => fact.kind === kind)
  }
}

/** A run that has ended. */
export interface Run {
  readonly plan: Plan
  readonly facts: Facts
  readonly log: Log
  readonly end: RunEnd
  readonly world: World
}

/** What a test changes: the times of the requests, ms, and anything of the plan. */
export interface Running {
  readonly at?: readonly number[]
  /** The same for each workload, in the order of their names. */
  readonly each?: readonly (readonly number[])[]
  readonly seed?: string
  readonly change?: (plan: Plan) => Plan
}

/** Runs a document whose messages all take a ms, and checks what no run may ever do. */
export function run(document: Written, { at: times, each, seed = '1', change = (plan) => plan }: Running = {}): Run {
  const plan = change(still(planOf(document), each ?? (times === undefined ? [] : [times])))
  const world = createWorld(plan, { seed, replication: 0 })
  const facts = new Facts()
  const log = new Log(world.catalogue)
  const end = world.run(log, facts)
  expect(log.breaches).toEqual([])
  expect(end.status).toBe('completed')
  return { plan, facts, log, end, world }
}

/** The same plan with requests at these times, ms, if any. */
function still(plan: Plan, times: readonly (readonly number[])[]): Plan {
  const workloads = plan.workloads.map((workload, w) => {
    const own = times[w]
    return own === undefined ? workload : { ...workload, arrivals: at(...own.map((ms) => ms * MS)) }
  })
  return { ...plan, workloads }
}

/** Network in which every hop takes a ms and nothing costs cpu. */
const NETWORK = { protocol: 'none', 'in-process': '0ms', 'same-zone': '1ms', connections: { 'keep-alive': 'forever' } }

/** What a test says of its town: a shop that publishes `order.placed`, and a mailer that handles it. */
export interface Town {
  readonly broker: Readonly<Record<string, unknown>>
  readonly event?: Readonly<Record<string, unknown>>
  readonly consumer?: Readonly<Record<string, unknown>>
  readonly buy?: readonly unknown[]
  readonly handler?: unknown
  readonly mailers?: number
  readonly shops?: number
  readonly run?: Readonly<Record<string, unknown>>
  readonly more?: Partial<Written>
  /** More of the shop, and of the mailer. */
  readonly shop?: Readonly<Record<string, unknown>>
  readonly mailer?: Readonly<Record<string, unknown>>
  readonly faults?: readonly unknown[]
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly load?: string
  readonly deadline?: string
}

/** The town as a document; the broker is `b` and stores in no time. */
export function town(of: Town): Written {
  const { broker, event = {}, consumer = {}, buy = [{ publish: 'order.placed' }], mailers = 1, shops = 1 } = of
  return {
    run: { duration: '30s', warmup: '0s', drain: '10min', ...of.run },
    app: {
      shop: { operations: { buy }, ...of.shop },
      mailer: { on: { 'order.placed': of.handler ?? [{ io: '10ms' }] }, ...of.mailer },
    },
    deploy: { shop: { instances: shops }, mailer: { instances: mailers } },
    brokers: { b: { publish: '0ms', ...broker } },
    events: { 'order.placed': { linger: '0ms', ...event } },
    consumers: Object.keys(consumer).length > 0 ? [{ on: '* -> *', ...consumer }] : [],
    network: NETWORK,
    workload: {
      users: {
        arrivals: of.load ?? 'poisson(10/s)',
        call: 'shop.buy',
        ...(of.deadline === undefined ? {} : { deadline: of.deadline }),
        ...(of.inputs === undefined ? {} : { inputs: of.inputs }),
      },
    },
    faults: of.faults ?? [],
    ...of.more,
  }
}
