import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, type ScenarioDocument, scenarioText } from '../scenario-text.ts'
import { mdc } from '../theory/mdc.ts'
import { networkArithmetic } from '../theory/network-arithmetic.ts'
import { orderStatistics } from '../theory/order-statistics.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative, absolute } = figure
/** Nanoseconds are rounded to whole ones, in ms. */
const EXACT = absolute(0.0005)

interface Pair {
  readonly name: string
  readonly run: DocumentValue
  /** Operations of `near`, which runs as an event loop and calls `far`. */
  readonly near: { readonly [operation: string]: DocumentValue }
  readonly far: { readonly [operation: string]: DocumentValue }
  readonly clients: { readonly [key: string]: DocumentValue }
  readonly network: { readonly [key: string]: DocumentValue }
}

/** Two units and a way between them. */
function pair({ name, run, near, far, clients, network }: Pair): ScenarioDocument {
  return {
    name,
    run,
    app: { near: { operations: near }, far: { operations: far } },
    deploy: {
      near: { modules: ['near'], runtime: 'event-loop', queue: 'unbounded' },
      far: { modules: ['far'], runtime: 'event-loop', queue: 'unbounded' },
    },
    network: { ...BARE_NETWORK, ...network },
    workload: { clients },
  }
}

/** Arrivals a second apart, `together` of them, then a pause; seconds, as the text of a CSV file. */
function rhythm(together: number, pause: number, cycles: number): string {
  const times: string[] = []
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    for (let i = 0; i < together; i += 1) times.push(String(cycle * (together - 1 + pause) + i + 0.5))
  }
  return `seconds\n${times.join('\n')}\n`
}

/** What a new connection costs: never kept, kept for ever, and kept over all but every tenth gap. */
function handshakes(id: string, roundTrip: number, together: number): VerifyCase {
  const pause = 100
  const cycle = together - 1 + pause
  const cycles = 30
  const keep = (time: string) => ({ network: { connections: { 'keep-alive': time, tls: true } } })
  const reading = (variant: string) => figure.inMs(measures(variant).latencyMean('near.ask'))
  return {
    id,
    family: 'connections',
    title: `TCP and TLS 1.3 handshakes, round trip ${roundTrip} ms, one call in ${together} on a new connection`,
    source: 'RFC 9293 and RFC 8446: one round trip each',
    scenario: scenarioText({
      ...pair({
        name: 'handshakes',
        run: { duration: `${cycle * cycles}s`, warmup: `${cycle}s`, seed: 1, replications: 2 },
        near: { ask: [{ call: 'far.work' }] },
        far: { work: [{ io: '0s' }] },
        clients: { arrivals: { replay: 'rhythm.csv', column: 'seconds', unit: 's' }, call: 'near.ask' },
        network: { 'same-zone': literal.seconds(roundTrip / 2000), connections: { 'keep-alive': 'off', tls: true } },
      }),
      variants: { cold: keep('off'), warm: keep('forever'), mixed: keep('60s') },
    }),
    files: new Map([['rhythm.csv', rhythm(together, pause, cycles)]]),
    quick: true,
    figures: () => [
      of('cold_ms', networkArithmetic.coldCall(roundTrip, true), EXACT, reading('cold')),
      of('warm_ms', networkArithmetic.meanCall(roundTrip, true, 1), EXACT, reading('warm')),
      of(
        `mean_r_${1 - 1 / together}`,
        networkArithmetic.meanCall(roundTrip, true, 1 - 1 / together),
        EXACT,
        reading('mixed'),
      ),
    ],
  }
}

/** Many small calls over a long way, against one large one. */
function chatty(id: string, calls: number, roundTrip: number, server: number): VerifyCase {
  const m = measures()
  const zones = { ireland: 'eu-west-1', virginia: 'us-east-1' }
  const document = pair({
    name: 'chatty',
    run: { duration: '60s', warmup: '10s', seed: 1, replications: 2 },
    near: { chatty: [{ repeat: calls, do: [{ call: 'far.item' }] }], batched: [{ call: 'far.all' }] },
    far: { item: [{ io: literal.seconds(server / 1000) }], all: [{ io: literal.seconds((calls * server) / 1000) }] },
    clients: { arrivals: 'constant(10/s)', mix: { 'near.chatty': 0.5, 'near.batched': 0.5 } },
    network: { zones, links: [{ on: 'near -> far', delay: literal.seconds(roundTrip / 2000) }] },
  })
  return {
    id,
    family: 'chatty calls',
    title: `${calls} sequential calls against a batched one, round trip ${roundTrip} ms, ${server} ms each`,
    source: 'addition; round trip: cloudping.co one-year median',
    scenario: scenarioText({
      ...document,
      deploy: {
        near: { modules: ['near'], runtime: 'event-loop', zone: 'ireland' },
        far: { modules: ['far'], runtime: 'event-loop', zone: 'virginia' },
      },
    }),
    quick: true,
    figures: () => [
      of(
        'sequential_ms',
        networkArithmetic.sequence(calls, roundTrip, server),
        EXACT,
        figure.inMs(m.latencyMean('near.chatty')),
      ),
      of(
        'batched_ms',
        networkArithmetic.batched(calls, roundTrip, server),
        EXACT,
        figure.inMs(m.latencyMean('near.batched')),
      ),
    ],
  }
}

/** A leader that waits for the fastest of its followers in other regions. */
function quorumWrite(id: string, roundTrips: Readonly<Record<string, number>>, need: number): VerifyCase {
  const m = measures()
  const regions = Object.keys(roundTrips)
  const write = regions.map((region) => ({ call: `in-${region}.write` }))
  const all = Object.values(roundTrips)
  return {
    id,
    family: 'quorum over regions',
    title: `Write with ${need} of ${regions.length} followers, constant round trips`,
    source: 'k-th smallest round trip; cloudping.co one-year medians',
    scenario: scenarioText({
      name: 'quorum-write',
      run: { duration: '60s', warmup: '10s', seed: 1, replications: 2 },
      app: {
        leader: { operations: { majority: [{ parallel: write, need }], everyone: [{ parallel: write }] } },
        ...Object.fromEntries(regions.map((region) => [`in-${region}`, { operations: { write: [{ io: '0s' }] } }])),
      },
      deploy: {
        leader: { modules: ['leader'], runtime: 'event-loop', zone: 'us-east-1' },
        ...Object.fromEntries(
          regions.map((region) => [`in-${region}`, { modules: [`in-${region}`], runtime: 'event-loop', zone: region }]),
        ),
      },
      network: {
        ...BARE_NETWORK,
        zones: Object.fromEntries(['us-east-1', ...regions].map((region) => [region, region])),
        links: Object.entries(roundTrips).map(([region, time]) => ({
          on: `leader -> in-${region}`,
          delay: literal.seconds(time / 2000),
        })),
      },
      workload: { clients: { arrivals: 'constant(10/s)', mix: { 'leader.majority': 0.5, 'leader.everyone': 0.5 } } },
    }),
    quick: true,
    figures: () => [
      of('commit_ms', orderStatistics.kthOfConstants(all, need), EXACT, figure.inMs(m.latencyMean('leader.majority'))),
      of(
        'all_ack_ms',
        orderStatistics.kthOfConstants(all, all.length),
        EXACT,
        figure.inMs(m.latencyMean('leader.everyone')),
      ),
    ],
  }
}

/** What the network costs when the scenario says nothing about it. */
function regionDefaults(id: string, ways: readonly (readonly [from: string, to: string, ms: number])[]): VerifyCase {
  const m = measures()
  const name = (region: string): string => `in-${region}`
  const regions = [...new Set(ways.flatMap(([from, to]) => [from, to]))]
  const operations = (region: string): DocumentValue => ({
    ...(ways.some(([, to]) => to === region) ? { work: [{ io: '0s' }] } : {}),
    ...Object.fromEntries(
      ways.flatMap(([from, to]) => (from === region ? [[`to-${to}`, [{ call: `${name(to)}.work` }]]] : [])),
    ),
  })
  return {
    id,
    family: 'network defaults',
    title: 'Round trips between regions when nothing is said: half of the published median each way',
    source: 'cloudping.co one-year median, captured 2025-05-29',
    scenario: scenarioText({
      name: 'between-regions',
      run: { duration: '200s', warmup: '10s', seed: 1, replications: 4 },
      app: Object.fromEntries(regions.map((region) => [name(region), { operations: operations(region) }])),
      deploy: Object.fromEntries(
        regions.map((region) => [name(region), { modules: [name(region)], runtime: 'event-loop', zone: region }]),
      ),
      network: {
        protocol: 'none',
        connections: { 'keep-alive': 'forever' },
        zones: Object.fromEntries(regions.map((region) => [region, region])),
      },
      workload: {
        clients: {
          arrivals: 'constant(60/s)',
          mix: Object.fromEntries(ways.map(([from, to], i) => [`${name(from)}.to-${to}`, shareOf(i, ways.length)])),
        },
      },
    }),
    quick: true,
    figures: () =>
      ways.map(([from, to, ms]) =>
        of(`${from}__${to}`, ms, relative(0.01), figure.inMs(m.latencyMean(`${name(from)}.to-${to}`))),
      ),
  }
}

/** Whole percents that add up to all. */
function shareOf(index: number, count: number): string {
  const each = Math.floor(100 / count)
  return `${index === 0 ? 100 - each * (count - 1) : each}%`
}

/** Within a zone and between two zones of a region. */
function zoneDefaults(id: string): VerifyCase {
  const [near, far] = [measures('same-zone'), measures('cross-zone')]
  const document = pair({
    name: 'between-zones',
    run: { duration: '600s', warmup: '10s', seed: 1, replications: 4 },
    near: { ask: [{ call: 'far.work' }] },
    far: { work: [{ io: '0s' }] },
    clients: { arrivals: 'constant(20/s)', call: 'near.ask' },
    network: {},
  })
  return {
    id,
    family: 'network defaults',
    title: 'Mean one-way delays when nothing is said, same zone and cross zone',
    source: 'same zone 0.1–0.25 ms, cross zone 0.3–0.75 ms one way: composite of provider figures',
    scenario: scenarioText({
      ...document,
      network: {
        protocol: 'none',
        connections: { 'keep-alive': 'forever' },
        zones: { a: 'us-east-1', b: 'us-east-1' },
      },
      variants: {
        'same-zone': { deploy: { far: { zone: 'a' } } },
        'cross-zone': { deploy: { far: { zone: 'b' } } },
      },
    }),
    quick: true,
    figures: () => [
      of('same_az_ms', 0.175, { within: [0.1, 0.25] }, figure.times(500, near.latencyMean('near.ask'))),
      of('cross_az_ms', 0.525, { within: [0.3, 0.75] }, figure.times(500, far.latencyMean('near.ask'))),
    ],
  }
}

/** Messages of one size on one interface are a queue with constant service. */
function interfaceQueue(id: string, rate: number, bytes: number, bytesPerSecond: number): VerifyCase {
  const m = measures()
  const q = mdc(rate, bytes / bytesPerSecond, 1)
  return {
    id,
    family: 'bandwidth',
    title: `${rate}/s messages of ${bytes} B over ${bytesPerSecond / 1e6} MB/s: M/D/1 at the sender's interface`,
    source: 'M/D/1; Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText(
      pair({
        name: 'one-interface',
        run: runLength.ofQueue({ rate, rho: q.utilisation, scv: 0.5, accuracy: 0.02 }),
        near: { ask: [{ call: 'far.work', request: `${bytes}B` }] },
        far: { work: { steps: [{ io: '0s' }], answer: '0B' } },
        clients: { arrivals: `poisson(${literal.perSecond(rate)})`, call: 'near.ask' },
        network: { 'same-zone': { delay: '0s', bandwidth: `${bytesPerSecond / 1e6}MB/s` } },
      }),
    ),
    quick: true,
    figures: () => [of('W', q.meanSojourn, relative(0.02), m.latencyMean('near.ask'))],
  }
}

/** Either message can vanish; the caller learns by its timeout. */
function lostMessages(id: string, loss: number): VerifyCase {
  const m = measures()
  return {
    id,
    family: 'loss',
    title: `Each message is lost with probability ${loss}: silence both ways`,
    source: 'algebra: 1 - (1 - p)^2',
    scenario: scenarioText({
      ...pair({
        name: 'lossy',
        run: runLength.ofRequests(300_000, 100, 10),
        near: { ask: [{ call: 'far.work', timeout: '1s' }] },
        far: { work: [{ io: '1ms' }] },
        clients: { arrivals: 'poisson(100/s)', call: 'near.ask' },
        network: { 'same-zone': { delay: '5ms', loss: `${loss * 100}%` } },
      }),
    }),
    quick: true,
    figures: () => [
      of('P_timeout', 1 - (1 - loss) * (1 - loss), absolute(0.002), m.outcomeShare('far.work', 'timeout')),
      of('ok_ms', 11, EXACT, figure.inMs(m.latencyMean('near.ask'))),
    ],
  }
}

/** The wire: connections, distance, bandwidth, loss. */
export const wireCases: readonly VerifyCase[] = [
  handshakes('N-TCP-1', 70, 10),
  chatty('N-GEO-3', 8, 69.64, 5),
  quorumWrite('N-GEO-1', { 'us-east-2': 14.7, 'us-west-2': 64.27, 'eu-west-1': 69.64, 'ap-northeast-1': 149.38 }, 2),
  regionDefaults('N-RTT-1', [
    ['us-east-1', 'eu-west-1', 69.6],
    ['us-east-1', 'ap-northeast-1', 149.4],
    ['us-east-1', 'us-west-2', 64.3],
    ['eu-west-1', 'eu-central-1', 27.3],
    ['eu-west-1', 'ap-southeast-2', 255.7],
    ['sa-east-1', 'ap-southeast-1', 327.4],
  ]),
  zoneDefaults('N-AZ-2'),
  interfaceQueue('N-BW-1', 700, 100_000, 1e8),
  lostMessages('N-LOSS-1', 0.03),
]
