import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BusinessKind } from '../../../../src/sim/business-fact.ts'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import type { Written } from '../../../scenarios/compile/compiling.ts'
import { type Run, run } from '../../messaging/post-office.ts'
import { storms } from '../../messaging/storms.ts'

interface Shop {
  readonly idempotency?: unknown
  readonly policy?: Readonly<Record<string, unknown>>
  readonly faults?: readonly unknown[]
  readonly steps?: readonly unknown[]
  readonly buy?: readonly unknown[]
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly load?: string
  readonly duration?: string
  readonly payments?: number
}

/** A shop that has payments charge; each charge is a row of its own. */
function shop(of: Shop): Written {
  const { idempotency = true, policy, faults = [], inputs, steps = [{ io: '10ms' }, { insert: 'charges' }] } = of
  const idempotent = idempotency === false ? { idempotent: false } : { idempotency }
  return {
    run: { duration: of.duration ?? '30s', warmup: '0s', drain: '10min' },
    app: {
      shop: { operations: { buy: of.buy ?? [{ call: 'payments.charge' }] } },
      payments: { owns: { charges: {} }, operations: { charge: { steps, ...idempotent } } },
    },
    deploy: { shop: {}, payments: { instances: of.payments ?? 1 } },
    stores: { db: { holds: 'all', read: '1ms', write: '1ms', commit: '0ms' } },
    network: { protocol: 'none', 'in-process': '0ms', 'same-zone': '1ms', connections: { 'keep-alive': 'forever' } },
    policies: policy === undefined ? [] : [{ on: 'shop -> payments', ...policy }],
    workload: {
      users: {
        arrivals: of.load ?? 'poisson(10/s)',
        call: 'shop.buy',
        deadline: '30s',
        ...(inputs === undefined ? {} : { inputs }),
      },
    },
    faults: [...faults],
  }
}

const RETRY = { timeout: '200ms', retry: { attempts: 3, backoff: 'constant(50ms)', unsafe: true } }
const LOST = [{ 'lost-reply': 'payments.charge', share: '100%', at: '0s', for: '1s' }]

/** Rows of the record that have been committed, by request. */
function charges({ plan, facts }: Run): readonly number[] {
  const record = plan.records.findIndex(({ name }) => name === 'charges')
  return facts.dataOf(FactKind.committed, record).map(({ request }) => request)
}

function effects({ facts }: Run): readonly [done: number, absorbed: number] {
  return [facts.effectsOf(BusinessKind.effect).length, facts.effectsOf(BusinessKind.absorbed).length]
}

/** Requests that were charged more than once. */
function doubled(result: Run): readonly number[] {
  const all = charges(result)
  return all.filter((request, i) => all.indexOf(request) !== i)
}

describe('an operation that is done once for each key', () => {
  it('has its work done once, however often the call is tried again', () => {
    const result = run(shop({ policy: RETRY, faults: LOST }), { at: [0] })
    expect(charges(result)).toEqual([0])
    expect(effects(result)).toEqual([1, 2])
    const without = run(shop({ policy: RETRY, faults: LOST, idempotency: false }), { at: [0] })
    expect(charges(without)).toEqual([0, 0, 0])
    expect(effects(without)).toEqual([3, 0])
  })

  it('takes other calls for other work', () => {
    const result = run(shop({ buy: [{ call: 'payments.charge' }, { call: 'payments.charge' }] }), { at: [0, 1] })
    expect(charges(result).toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1])
    expect(effects(result)).toEqual([4, 0])
  })

  it('takes copies that a hedge sends for the same', () => {
    const result = run(shop({ policy: { hedge: { after: '5ms', cancel: false } }, payments: 2 }), { at: [0] })
    expect(charges(result)).toEqual([0])
    expect(effects(result)).toEqual([1, 1])
  })

  it('goes by an input where that is said, across requests', () => {
    const result = run(shop({ idempotency: { by: 'who' }, inputs: { who: 'uniform of 1' } }), { at: [0, 1000, 2000] })
    expect(charges(result)).toEqual([0])
    expect(effects(result)).toEqual([1, 2])
  })

  it('forgets a key after its time', () => {
    const idempotency = { by: 'who', for: '1500ms' }
    const result = run(shop({ idempotency, inputs: { who: 'uniform of 1' } }), { at: [0, 1000, 2000] })
    expect(charges(result)).toEqual([0, 2])
  })

  it('does again what was rolled back', () => {
    const fails = [{ io: '10ms' }, { insert: 'charges' }, { fail: '100%' }]
    const result = run(
      shop({
        policy: { ...RETRY, retry: { attempts: 3, backoff: 'constant(50ms)', unsafe: true, on: 'failures' } },
        steps: fails,
      }),
      { at: [0] },
    )
    expect(charges(result)).toEqual([])
    expect(effects(result)).toEqual([0, 0])
    expect(result.log.calls('payments.charge').at(-1)?.outcome).toBe('error')
  })
})

describe('a key that is noted before the work', () => {
  const idempotency = { atomic: false }

  it('refuses a second attempt while the first is at it, and absorbs it afterwards', () => {
    const steps = [{ io: '300ms' }, { insert: 'charges' }]
    const result = run(shop({ idempotency, steps, policy: RETRY }), { at: [0] })
    // The first comes at 1 ms, the second at 251 ms; the third at 302 ms or later, refused while the work goes on.
    const visits = result.log.visits('payments/0').map(({ start, outcome }) => [start / 1e6, outcome])
    expect(visits).toContainEqual([251, 'conflict'])
    expect(charges(result)).toEqual([0])
  })

  it('is taken for the work after a crash in between: nothing is done, and nobody knows', () => {
    const faults = [{ crash: 'payments', host: 'up', restart: '0s', at: '8ms', for: '20ms' }]
    const result = run(shop({ idempotency, policy: RETRY, faults }), { at: [0] })
    expect(result.log.onlyCall('shop.buy').outcome).toBe('ok')
    expect(charges(result)).toEqual([])
    expect(effects(result)).toEqual([0, 1])
    const atomic = run(shop({ policy: RETRY, faults }), { at: [0] })
    expect(charges(atomic)).toEqual([0])
  })

  it('is taken back when the work fails, so that it can be tried again', () => {
    const faults = [{ id: 'e', errors: 'charges.insert', first: 1 }]
    const retry = { ...RETRY, retry: { attempts: 3, backoff: 'constant(50ms)', unsafe: true, on: 'failures' } }
    const result = run(shop({ idempotency, policy: retry, steps: [{ io: '10ms' }, { insert: 'charges' }], faults }), {
      at: [0],
    })
    expect(result.log.onlyCall('shop.buy').outcome).toBe('ok')
  })
})

describe('inside another transaction of its unit', () => {
  it('the work is a part of that, and a repetition spoils nothing', () => {
    const document = shop({ idempotency: { by: 'who' }, inputs: { who: 'uniform of 1' } })
    const app = {
      payments: {
        owns: { charges: {}, orders: {} },
        operations: {
          charge: { steps: [{ insert: 'charges' }], idempotency: { by: 'who' } },
          order: [{ begin: [{ insert: 'orders' }, { call: 'payments.charge' }, { call: 'payments.charge' }] }],
        },
      },
    }
    const workload = { users: { arrivals: 'poisson(1/s)', call: 'payments.order', inputs: { who: 'uniform of 1' } } }
    const result = run({ ...document, app, workload, deploy: { payments: {} } }, { at: [0, 100] })
    const orders = result.plan.records.findIndex(({ name }) => name === 'orders')
    expect(result.facts.dataOf(FactKind.committed, orders).length).toBe(2)
    expect(charges(result)).toEqual([0])
  })
})

describe('whatever happens to the caller, the callee, the network and the store', () => {
  const SIZES = { shop: 1, payments: 2, db: 1 }
  const EDGES = ['shop -> payments', 'payments -> db']
  const policy = fc.constantFrom(
    RETRY,
    { timeout: '200ms', hedge: { after: '15ms' } },
    { timeout: '100ms', cancel: true, retry: { attempts: 4, backoff: 'constant(10ms)', unsafe: true } },
  )

  it('the work of one key is committed once at most, and what was answered with ok has been done', () => {
    fc.assert(
      fc.property(storms(SIZES, EDGES, 10), policy, fc.nat(1000).map(String), (faults, how, seed) => {
        const result = run(shop({ faults, policy: how, payments: 2, load: 'poisson(10/s)', duration: '20s' }), { seed })
        expect(doubled(result)).toEqual([])
        const done = new Set(charges(result))
        const ok = result.facts.effects.filter(
          ({ kind }) => kind === BusinessKind.effect || kind === BusinessKind.absorbed,
        )
        expect(ok.filter(({ request }) => !done.has(request))).toEqual([])
      }),
      { seed: 41, numRuns: 30 },
    )
  })

  it('where the note comes first, nothing between caller and callee loses work or doubles it', () => {
    fc.assert(
      fc.property(
        storms({ shop: 1 }, ['shop -> payments'], 10),
        policy,
        fc.nat(1000).map(String),
        (faults, how, seed) => {
          const idempotency = { atomic: false }
          const load = 'poisson(10/s)'
          const result = run(shop({ faults, policy: how, payments: 2, idempotency, load, duration: '20s' }), { seed })
          expect(doubled(result)).toEqual([])
          const done = new Set(charges(result))
          expect(result.facts.effectsOf(BusinessKind.absorbed).filter(({ request }) => !done.has(request))).toEqual([])
        },
      ),
      { seed: 42, numRuns: 15 },
    )
  })
})
