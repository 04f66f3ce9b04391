import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK, stationDocument } from './station.ts'

const { of, relative, absolute, ratio } = figure
const OPERATION = 'station.work'
const EDGE = 'clients -> station'
const EXACT = absolute(0.001)

function counter(name: string, variant?: string): Measure {
  return courseMeasures(variant).counter(name, { edge: EDGE })
}

interface Outage {
  readonly name: string
  readonly run: DocumentValue
  readonly workload: { readonly [key: string]: DocumentValue }
  /** How long an attempt works before it fails. */
  readonly takes?: string
  readonly retry: DocumentValue
  readonly variants?: DocumentValue
}

/** A station at which every attempt fails. */
function outage({ name, run, workload, takes, retry, variants }: Outage): string {
  return scenarioText(
    stationDocument({
      name,
      run,
      workload,
      steps: [...(takes === undefined ? [] : [{ io: takes }]), { fail: '100%' }],
      unit: { runtime: 'event-loop' },
      policies: [{ on: EDGE, retry }],
      ...(variants === undefined ? {} : { variants }),
    }),
  )
}

/** Calls one after the other, at whole numbers of ms. */
function oneByOne(calls: number, gapMs: number, fromMs = 0): ReadonlyMap<string, string> {
  const times = Array.from({ length: calls }, (_, i) => fromMs + i * gapMs)
  return new Map([['calls.csv', `time\n${times.join('\n')}\n`]])
}

/**
 * gRPC's throttle by hand: a failed attempt takes a token, and a retry needs more than half of them. Each attempt takes
 * 1 ms, so the time of a call counts its attempts.
 */
function grpcOutage(id: string, tokens: number, attempts: number, calls: number): VerifyCase {
  let left = tokens
  const perCall = Array.from({ length: calls }, () => {
    for (let attempt = 1; ; attempt++) {
      left = Math.max(0, left - 1)
      if (attempt === attempts || left <= tokens / 2) return attempt
    }
  })
  const names = perCall.map((_, i) => `call-${i + 1}`)
  const total = perCall.reduce((sum, one) => sum + one, 0)
  return {
    id,
    family: 'retry budgets',
    title: `gRPC throttle of ${tokens} tokens, ${calls} calls, every attempt fails`,
    source: 'gRPC proposal A6',
    scenario: scenarioText({
      name: 'grpc-throttle',
      run: { duration: `${calls}s`, warmup: '0s', replications: 2, drain: '1min' },
      app: {
        client: { operations: Object.fromEntries(names.map((name) => [name, [{ call: OPERATION }]])) },
        station: { operations: { work: [{ io: '1ms' }, { fail: '100%' }] } },
      },
      network: BARE_NETWORK,
      workload: Object.fromEntries(
        names.map((name) => [name, { arrivals: { replay: `${name}.csv`, unit: 's' }, call: `client.${name}` }]),
      ),
      policies: [
        { on: 'client -> station', retry: { attempts, backoff: 'none', budget: `grpc(tokens=${tokens}, ratio=0.1)` } },
      ],
    }),
    files: new Map(names.map((name, i) => [`${name}.csv`, `time\n${i}\n`])),
    quick: true,
    figures: () => [
      of('total_attempts', total, EXACT, courseMeasures().counter('attempts', { edge: 'client -> station' })),
      ...perCall.map((expected, i) =>
        of(
          `attempts_of_call_${i + 1}`,
          expected,
          EXACT,
          figure.inMs(measures().endMean(`client.call-${i + 1}`, 'error')),
        ),
      ),
    ],
  }
}

/**
 * Failures cost a token, successes earn a share of one: above ratio / (1 + ratio) the tokens drift to nothing, below it
 * to full. Half a point to either side of it retries are granted always, or never.
 */
function grpcBreakeven(id: string, earned: number, quick: boolean): VerifyCase {
  const breakeven = earned / (1 + earned)
  const point = 0.005
  const denied = (variant: string): Measure => {
    const [kept, refused] = [counter('retries', variant), counter('retries-denied', variant)]
    return (runs) => refused(runs) / (kept(runs) + refused(runs))
  }
  const failing = (share: number): DocumentValue => ({
    app: { station: { operations: { work: [{ fail: `${Number((100 * share).toFixed(6))}%` }] } } },
  })
  return {
    id,
    family: 'retry budgets',
    title: `gRPC throttle that earns ${earned} a success, half a point below and above its breakeven`,
    source: 'A6 drift argument',
    scenario: scenarioText(
      stationDocument({
        name: 'grpc-breakeven',
        run: { duration: '90s', warmup: '60s', replications: 8, drain: 'auto', limits: { events: 1_000_000_000 } },
        arrivals: 'poisson(1000/s)',
        steps: [{ fail: '50%' }],
        unit: { runtime: 'event-loop' },
        policies: [{ on: EDGE, retry: { attempts: 2, backoff: 'none', budget: `grpc(tokens=100, ratio=${earned})` } }],
        variants: { below: failing(breakeven - point), above: failing(breakeven + point) },
      }),
    ),
    quick,
    figures: () => [
      of('below.denied', 0, absolute(0.02), denied('below')),
      of('above.denied', 1, absolute(0.02), denied('above')),
    ],
  }
}

/** The AWS SDKs' quota in an outage: it pays for so many retries and not one more. */
function awsOutage(
  id: string,
  capacity: number,
  costs: readonly number[],
  timeoutCost: number,
  calls: number,
): VerifyCase {
  const budget = (cost: number): string => `aws(capacity=${capacity}, cost=${cost}, timeout-cost=${timeoutCost})`
  const retry = (cost: number): DocumentValue => ({ attempts: 3, backoff: 'none', budget: budget(cost) })
  const failing = costs.map((cost) => [`cost-${cost}`, { policies: [{ on: EDGE, retry: retry(cost) }] }] as const)
  const timedOut = {
    app: { station: { operations: { work: [{ io: '1s' }] } } },
    policies: [{ on: EDGE, timeout: '1ms', retry: retry(costs[0] ?? 1) }],
  }
  return {
    id,
    family: 'retry budgets',
    title: `AWS quota of ${capacity}, ${calls} calls, every attempt fails`,
    source: 'botocore / smithy-typescript source (2026-08)',
    scenario: outage({
      name: 'aws-quota',
      run: { duration: literal.seconds((calls * 10) / 1000), warmup: '0s', replications: 2, drain: '1min' },
      workload: { arrivals: { replay: 'calls.csv', unit: 'ms' } },
      retry: retry(costs[0] ?? 1),
      variants: { ...Object.fromEntries(failing), 'timed-out': timedOut },
    }),
    files: oneByOne(calls, 10),
    quick: true,
    figures: () => [
      ...costs.map((cost) =>
        of(`attempts_cost_${cost}`, calls + Math.floor(capacity / cost), EXACT, counter('attempts', `cost-${cost}`)),
      ),
      of('attempts_timed_out', calls + Math.floor(capacity / timeoutCost), EXACT, counter('attempts', 'timed-out')),
    ],
  }
}

interface Windowed {
  readonly id: string
  readonly library: 'finagle' | 'linkerd'
  readonly source: string
  /** New requests per second; the least retries per second; the share; seconds. */
  readonly rate: number
  readonly reserve: number
  readonly share: number
  readonly ttl: number
  /** Long-run retries per second when all attempts fail. */
  readonly expected: number
  readonly tolerance: number
}

/** Budgets over a sliding window, while clients would retry for ever. */
function windowed({ id, library, source, rate, reserve, share, ttl, expected, tolerance }: Windowed): VerifyCase {
  const budget = `${library}(${100 * share}%, reserve=${reserve}/s, ttl=${ttl}s)`
  const seconds = 6 * ttl
  return {
    id,
    family: 'retry budgets',
    title: `${library}(${100 * share} %, ${reserve}/s, ${ttl} s), ${rate} requests per second, every attempt fails`,
    source,
    scenario: outage({
      name: `${library}-budget`,
      run: { duration: `${2 * ttl + seconds}s`, warmup: `${2 * ttl}s`, replications: 20, drain: 'auto' },
      workload: { arrivals: `poisson(${rate}/s)` },
      retry: { attempts: 'unlimited', backoff: 'constant(10ms)', budget },
    }),
    quick: true,
    figures: () => [
      of('retries_per_s', expected, relative(tolerance), figure.times(1 / seconds, counter('retries'))),
      of(
        'amplification',
        1 + expected / rate,
        relative(tolerance),
        ratio(counter('attempts'), measures().offered(OPERATION)),
      ),
    ],
  }
}

/** A client that has just begun may retry at once as often as the reserve grants in a whole window. */
function burst(id: string, reserve: number, ttl: number): VerifyCase {
  return {
    id,
    family: 'retry budgets',
    title: `Retries of one request of a fresh client, finagle with ${reserve}/s over ${ttl} s`,
    source: 'finagle source',
    scenario: outage({
      name: 'fresh-client',
      run: { duration: '1s', warmup: '0s', replications: 2, drain: '1min' },
      workload: { arrivals: { replay: 'calls.csv', unit: 'ms' } },
      retry: { attempts: 'unlimited', backoff: 'none', budget: `finagle(20%, reserve=${reserve}/s, ttl=${ttl}s)` },
    }),
    files: oneByOne(1, 1),
    quick: true,
    figures: () => [of('burst', reserve * ttl, EXACT, counter('retries'))],
  }
}

/** Envoy lets a share of all that is under way be retries: s of the whole is s / (1 - s) of the rest. */
function envoy(id: string, share: number, least: number): VerifyCase {
  const budget = `envoy(${100 * share}%, minimum=${least})`
  const few = 2 * least + 4
  return {
    id,
    family: 'retry budgets',
    title: `Envoy: at most ${100 * share} % of what is under way, or ${least}`,
    source: 'Envoy circuit_breaker.proto; share argument',
    scenario: outage({
      name: 'envoy-budget',
      run: { duration: '60s', warmup: '20s', replications: 10, drain: '1min' },
      workload: { arrivals: 'poisson(1000/s)' },
      takes: '1s',
      retry: { attempts: 'unlimited', backoff: 'none', budget },
      variants: {
        many: {},
        few: {
          workload: { clients: { arrivals: { replay: 'calls.csv', unit: 'ms' } } },
          policies: [{ on: EDGE, retry: { attempts: 2, backoff: 'none', budget } }],
        },
      },
    }),
    files: oneByOne(few, 1, 30_000),
    quick: true,
    figures: () => [
      of(
        'max_amplification',
        1 / (1 - share),
        relative(0.02),
        ratio(counter('attempts', 'many'), measures('many').offered(OPERATION)),
      ),
      of('min_retry_concurrency', least, EXACT, counter('retries', 'few')),
    ],
  }
}

const FINAGLE = 'finagle RetryBudget.scala / RequeueFilter.scala; balance over the window'
const LINKERD = 'linkerd2-proxy outbound http retry source'

/** What bounds retries. */
export const budgetCases: readonly VerifyCase[] = [
  grpcOutage('RB-GRPC-1', 10, 4, 10),
  grpcBreakeven('RB-GRPC-3', 0.1, true),
  grpcBreakeven('RB-GRPC-3-LOW', 0.02, false),
  awsOutage('RB-AWS-1', 500, [5, 14], 10, 1000),
  windowed({
    id: 'RB-FIN-1',
    library: 'finagle',
    source: FINAGLE,
    rate: 100,
    reserve: 10,
    share: 0.2,
    ttl: 10,
    expected: 10 + 0.2 * 100,
    tolerance: 0.03,
  }),
  windowed({
    id: 'RB-L5D-1',
    library: 'linkerd',
    source: LINKERD,
    rate: 100,
    reserve: 10,
    share: 0.2,
    ttl: 10,
    expected: 10,
    tolerance: 0.1,
  }),
  burst('RB-FIN-4', 10, 10),
  envoy('RB-ENV-1', 0.2, 3),
]
