import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { demandOf } from '../../../src/scenarios/compile/utilisation.ts'
import { compile } from '../../../src/scenarios/compile.ts'
import { type Plan, StepKind } from '../../../src/sim/plan.ts'
import { scenarioOf, type Written } from '../compile/compiling.ts'

const runs = { seed: 20_261_120, numRuns: 40 }
const EVENTS = ['order.placed', 'order.paid', 'stock-low']

const step: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...EVENTS).map((publish) => ({ publish, key: 'one' })),
  fc.constantFrom(...EVENTS).map((publish) => ({ publish, optional: true, size: '5KiB' })),
  fc.constantFrom<unknown>({ cpu: '1ms' }, { io: 'exp(2ms)' }, { fail: '5%' }),
)
const block: fc.Arbitrary<unknown> = fc.oneof(
  step,
  fc.array(step, { maxLength: 2 }).map((body) => ({ repeat: 2, do: body })),
  fc.array(step, { minLength: 1, maxLength: 2 }).map((body) => ({ parallel: body })),
)
const quiet = fc.constantFrom<unknown[]>([], [{ cpu: '1ms' }], [{ io: '3ms' }, { fail: '1%' }])
const handlers = (module: string): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.subarray(EVENTS).chain((events) =>
    fc.tuple(...events.map(() => fc.tuple(quiet, fc.constantFrom(undefined, { atomic: false }, true)))).map((bodies) =>
      Object.fromEntries(
        events.map((event, index) => {
          const [body = [], idempotency] = bodies[index] ?? []
          const kept = [...body, { insert: `r-${module}` }]
          return [event, idempotency === undefined ? kept : { steps: kept, idempotency }]
        }),
      ),
    ),
  )

const one = fc.constantFrom<unknown>(
  undefined,
  { r: { kind: 'rabbitmq' } },
  { r: { kind: 'rabbitmq', nodes: 3, concurrency: 5 } },
  { s: { kind: 'sqs' } },
  { k: { kind: 'kafka', nodes: 3, zones: ['b', 'a'] } },
  { k: { kind: 'kafka', holds: ['order.*'] }, r: { kind: 'rabbitmq', holds: ['stock-*'] } },
)
const outbox = fc.constantFrom<unknown>(undefined, 'polling', { 'change-data-capture': '20ms' })

/** Scenarios about messages without mistakes: one module publishes, two handle. */
const written: fc.Arbitrary<Written> = fc
  .record({
    steps: fc.array(block, { maxLength: 4 }),
    m: handlers('m'),
    n: handlers('n'),
    brokers: one,
    outbox,
    whole: fc.boolean(),
    instances: fc.integer({ min: 1, max: 3 }),
  })
  .map(
    ({ steps, m, n, brokers, outbox: kept, whole, instances }): Written => ({
      app: {
        p: { operations: { o: [{ insert: 'r-p' }, ...steps] }, owns: { 'r-p': {} } },
        m: { on: m, owns: { 'r-m': {} } },
        n: { on: n, owns: { 'r-n': {} } },
      },
      deploy: whole ? { all: { modules: 'all', instances } } : { 'each-module': { instances } },
      network: { zones: { a: 'us-east-1', b: 'us-east-1' } },
      ...(brokers === undefined ? {} : { brokers }),
      ...(kept === undefined ? {} : { events: { '*': { outbox: kept } } }),
      workload: { w: { arrivals: 'poisson(5/s)', call: 'p.o', inputs: { one: 'uniform of 20' } } },
    }),
  )

function check(law: (plan: Plan) => void): void {
  fc.assert(
    fc.property(written, (document) => {
      const result = compile(scenarioOf(document))
      if (!result.ok) throw new Error(JSON.stringify(result.problems))
      law(result.plan)
    }),
    runs,
  )
}

/** Every step that publishes or calls, with its program. */
function steps(
  plan: Plan,
  kind: number,
): { unit: number; name: string; step: Plan['programs'][number]['steps'][number] }[] {
  return plan.programs.flatMap(({ unit, name, steps: own }) =>
    own.flatMap((each) => (each.kind === kind ? [{ unit, name, step: each }] : [])),
  )
}

describe('every plan about messages', () => {
  test('publishes each event over the edge from the unit to its broker, or in memory', () => {
    check((plan) => {
      for (const { unit, step: each } of steps(plan, StepKind.publish)) {
        const event = plan.events?.[each.publish?.event ?? -1]
        const broker = plan.brokers?.[event?.broker ?? -1]
        expect(plan.brokers).toContain(broker)
        if (broker?.unit === -1) {
          expect([each.program, each.edge]).toEqual([-1, -1])
          continue
        }
        expect(plan.programs[each.program]).toMatchObject({ name: `${broker?.name}.publish`, unit: broker?.unit })
        expect(plan.edges[each.edge]).toMatchObject({ from: unit, to: broker?.unit, pool: -1 })
      }
    })
  })

  test('has one way to every handler, from a broker that pushes or from the unit itself', () => {
    check((plan) => {
      const calls = steps(plan, StepKind.call)
      for (const { name, event, unit, program } of plan.subscriptions ?? []) {
        const ways = calls.filter(({ step: each }) => each.program === program)
        expect(ways.map(({ step: each }) => each.path)).toEqual([name])
        const broker = plan.brokers?.[plan.events?.[event]?.broker ?? -1]
        const pushes = broker?.rules.kind === 'rabbitmq'
        const edge = plan.edges[ways[0]?.step.edge ?? -1]
        expect(edge).toMatchObject({ from: pushes ? broker.unit : unit, to: unit, guard: null, timeout: 0, pool: -1 })
        expect(edge?.loopback === true).toBe(!pushes)
        expect(plan.programs[program]).toMatchObject({ unit, operation: true })
      }
    })
  })

  test('lists every subscription with its event, and the other way round', () => {
    check((plan) => {
      const { events = [], subscriptions = [] } = plan
      const listed = events.flatMap((event, e) => event.subscriptions.map((s) => [e, s]))
      expect(listed.toSorted(([, a = 0], [, b = 0]) => a - b)).toEqual(subscriptions.map(({ event }, s) => [event, s]))
      for (const { topic, broker } of events) expect(topic.kind).toBe(plan.brokers?.[broker]?.rules.kind)
      for (const { consumer, event } of subscriptions) expect(consumer.kind).toBe(events[event]?.topic.kind)
    })
  })

  test('writes a row behind each publish step of an event with an outbox, and nowhere else', () => {
    check((plan) => {
      plan.programs.forEach(({ steps: own }) => {
        own.forEach((each, index) => {
          if (each.publish === undefined) return
          const { outbox } = plan.events?.[each.publish.event]?.producer ?? {}
          const next = own[index + 1]?.access
          const isRow = next?.verb === 'insert' && next.record === outbox?.record && next.once === true
          expect(isRow).toBe(outbox !== null)
          if (outbox !== null) expect(plan.records[outbox?.record ?? -1]?.keys).toBe(0)
        })
      })
      for (const { producer, name } of plan.events ?? []) {
        const relays = plan.programs.filter((program) => program.name.endsWith(`.${name}.outbox`))
        expect(relays).toHaveLength(producer.outbox === null ? 0 : 1)
      }
    })
  })

  test('carries as many messages to each handler as are published', () => {
    check((plan) => {
      const demand = demandOf(plan, 'open')
      expect(demand.settled).toBe(true)
      const { events = [], subscriptions = [] } = plan
      const published = events.map((_, e) =>
        plan.programs.reduce(
          (sum, { steps: own }, p) =>
            own.reduce((inner, each, s) => {
              const reach = demand.means.of(p).reach[s] ?? 0
              return each.publish?.event === e ? inner + (demand.programsPerSecond[p] ?? 0) * reach : inner
            }, sum),
          0,
        ),
      )
      for (const { event, program } of subscriptions) {
        expect(demand.programsPerSecond[program]).toBeCloseTo(published[event] ?? 0, 6)
      }
    })
  })

  test('is the same in whatever order its maps are written', () => {
    fc.assert(
      fc.property(written, (document) => {
        expect(compile(scenarioOf(reordered(document) as Written))).toEqual(compile(scenarioOf(document)))
      }),
      { ...runs, numRuns: 20 },
    )
  })
})

/** A document with the keys of all maps in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, part]) => [name, reordered(part)]),
  )
}
