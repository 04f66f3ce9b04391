import type { CaseRun } from '../case-run.ts'
import { counterOf, courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { goodFrom } from './good-from.ts'
import { BARE_NETWORK } from './station.ts'

const { of, absolute, relative } = figure
const FLUSH_AT = 200
const SECONDS = 500
const OPERATION = 'shop.look'

/**
 * A cache beside a database that could never serve everybody itself; at some moment it is emptied. The app gives up
 * after a second, and what the database answers later either fills the cache all the same or is lost.
 */
interface Flush {
  readonly id: string
  readonly title: string
  /** Looks per second; keys, all alike; seconds that an entry is good for; answers per second of the database. */
  readonly rate: number
  readonly keys: number
  readonly ttl: number
  readonly capacity: number
  readonly lateAnswersFill: boolean
  readonly quick: boolean
  readonly figures: (hit: number) => readonly CaseFigure[]
}

function flushed({ id, title, rate, keys, ttl, capacity, lateAnswersFill, quick, figures }: Flush): VerifyCase {
  // Each key is fetched once in a time to live and the wait for the next look after it.
  const hit = 1 - 1 / (1 + (rate / keys) * ttl)
  // After a flush all are fetched at about the same time, and again when they are too old: whole waves are judged.
  const last = Math.round(3 * (ttl + keys / rate))
  return {
    id,
    family: 'metastable: cache flush',
    title,
    source: 'idea of Bronson et al., HotOS 2021, section 2.2; fluid condition',
    scenario: scenarioText({
      name: 'cache-flush',
      run: { duration: `${SECONDS}s`, warmup: `${SECONDS - last}s`, replications: 5, drain: 'none' },
      app: {
        shop: {
          owns: { products: { keys } },
          operations: { look: [lookUp(ttl, keys, hit)] },
        },
      },
      deploy: {
        shop: { modules: ['shop'], runtime: 'event-loop', queue: 'unbounded' },
      },
      stores: {
        db: { kind: 'sql', holds: 'all', connections: 1_000_000, concurrency: 1, read: literal.constant(1 / capacity) },
      },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: `poisson(${literal.perSecond(rate)})`, call: OPERATION } },
      policies: [{ on: lateAnswersFill ? 'clients -> shop' : 'shop -> db', timeout: '1s' }],
      faults: [{ 'cache-flush': 'shop.products', at: `${FLUSH_AT}s` }],
    }),
    windows: SECONDS * 2,
    quick,
    figures: () => figures(hit),
  }
}

function lookUp(ttl: number, entries: number, warm: number): DocumentValue {
  return {
    cache: 'products',
    ttl: `${ttl}s`,
    entries,
    warm: `${Math.round(100 * warm)}%`,
    miss: [{ read: 'products' }],
  }
}

const after = measures()
const over = courseMeasures()

const hitRatio: Measure = over.each((run) => {
  const [hits, misses] = [counterOf(run, 'cache-hits', {}), counterOf(run, 'cache-misses', {})]
  return hits / (hits + misses)
})

function backAfter(run: CaseRun, rate: number): number {
  return goodFrom(run, { operation: OPERATION, rate, from: FLUSH_AT }) - FLUSH_AT
}

const REFERENCE = { keys: 6667, ttl: 60, capacity: 300 }

/** Caches that hide how little is behind them. */
export const cacheFlushCases: readonly VerifyCase[] = [
  flushed({
    ...REFERENCE,
    id: 'M-CACHE-1',
    title: '1000/s of which 100/s reach a database of 300/s, late answers are lost: it does not recover',
    rate: 1000,
    lateAnswersFill: false,
    quick: true,
    figures: () => [
      of('hit_at_the_end', 0, absolute(0.01), hitRatio),
      of('db_arrivals_per_s', 1000, relative(0.01), after.visitRate('db')),
      of('goodput_share_at_the_end', 0, absolute(0.01), (runs) => after.goodRate(OPERATION)(runs) / 1000),
      of('share_of_verdicts_stuck', 1, absolute(0.01), over.recoveryShare('stuck')),
    ],
  }),
  flushed({
    ...REFERENCE,
    id: 'M-CACHE-2',
    title: '280/s, which the database of 300/s can carry without any cache: it recovers within seconds',
    rate: 280,
    lateAnswersFill: false,
    quick: true,
    figures: (hit) => [
      of(
        'recovered_after_s',
        2.5,
        { within: [0, 5] },
        over.each((run) => backAfter(run, 280)),
      ),
      of('hit_at_the_end', hit, absolute(0.01), hitRatio),
    ],
  }),
  flushed({
    ...REFERENCE,
    id: 'M-CACHE-3',
    title: '1000/s, late answers fill the cache: it recovers',
    rate: 1000,
    lateAnswersFill: true,
    quick: false,
    figures: (hit) => [
      of(
        'recovered_after_s',
        38,
        relative(0.2),
        over.each((run) => backAfter(run, 1000)),
      ),
      of('hit_at_the_end', hit, absolute(0.01), hitRatio),
    ],
  }),
]
