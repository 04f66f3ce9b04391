import { counterOf, courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import {
  fifoChe,
  fifoExact,
  lfuPerfect,
  lruChe,
  lruExact,
  slidingHits,
  stampede,
  ttlHits,
  zipfShares,
} from '../theory/caches.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, absolute, relative } = figure
const OPERATION = 'shop.look'

interface CacheText {
  readonly name: string
  readonly keys: number
  readonly popularity: string
  readonly rate: number
  readonly requests: number
  readonly warmup: number
  readonly replications?: number
  readonly cache: { readonly [field: string]: DocumentValue }
  /** How long the database takes, seconds. */
  readonly fetch: number
  readonly variants?: DocumentValue
}

/** A shop that looks things up in a cache and fetches what is not there from a database without limits. */
function cacheText(text: CacheText): string {
  const { name, keys, popularity, rate, requests, warmup, replications, cache, fetch, variants } = text
  return scenarioText({
    name,
    run: runLength.ofRequests(requests, rate, warmup, replications),
    app: {
      shop: {
        owns: { products: { keys, popularity } },
        operations: { look: [{ cache: 'products', 'look-up': '0s', ...cache, miss: [{ read: 'products' }] }] },
      },
    },
    deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
    stores: {
      db: { kind: 'sql', holds: 'all', connections: 10_000, concurrency: 10_000, read: literal.constant(fetch) },
    },
    network: BARE_NETWORK,
    workload: { clients: { arrivals: `poisson(${literal.perSecond(rate)})`, call: OPERATION } },
    ...(variants === undefined ? {} : { variants }),
  })
}

const hitRatio: Measure = courseMeasures().each((run) => {
  const [hits, misses] = [counterOf(run, 'cache-hits', {}), counterOf(run, 'cache-misses', {})]
  return hits / (hits + misses)
})

interface Bounded {
  readonly id: string
  /** Who makes room. */
  readonly evict?: 'lru' | 'lfu' | 'fifo' | 'random'
  readonly keys: number
  readonly entries: number
  readonly exponent: number
  readonly expected: (shares: readonly number[], entries: number) => number
  readonly tolerance: number
  readonly source: string
  readonly quick: boolean
}

const RULES = { lru: 'Least recently used', lfu: 'Least often used', fifo: 'First in, first out', random: 'Random' }

/** A cache with fewer places than keys. */
function bounded(cache: Bounded): VerifyCase {
  const { id, evict = 'lru', keys, entries, exponent, expected, tolerance, source, quick } = cache
  const rate = 1000
  // What is popular has to be learnt: the counts of neighbours in popularity must have parted.
  const warmup = Math.max(1, ((evict === 'lfu' ? 2000 : 20) * entries) / rate)
  return {
    id,
    family: 'cache hit ratio',
    title: `${RULES[evict]}, ${entries} of ${keys} keys, Zipf ${exponent}`,
    source,
    scenario: cacheText({
      name: evict,
      keys,
      popularity: `zipf(${exponent})`,
      rate,
      requests: 1_000_000,
      warmup,
      cache: { entries, ...(evict === 'lru' ? {} : { evict }) },
      fetch: 0,
    }),
    quick,
    figures: () => [
      of(evict.toUpperCase(), expected(zipfShares(keys, exponent), entries), absolute(tolerance), hitRatio),
    ],
  }
}

interface Aging {
  readonly id: string
  readonly keys: number
  readonly exponent: number
  readonly rate: number
  readonly ttl: number
  /** Whether every hit makes an entry good for as long again. */
  readonly sliding?: boolean
}

/** A cache with room for all, whose entries grow too old. */
function timeToLive({ id, keys, exponent, rate, ttl, sliding = false }: Aging): VerifyCase {
  const hits = sliding ? slidingHits : ttlHits
  const expected = (): number => hits(zipfShares(keys, exponent), rate, ttl)
  const name = sliding ? 'sliding' : 'no_reset'
  return {
    id,
    family: 'cache hit ratio',
    title: `Entries good for ${ttl} s${sliding ? ' after each use' : ''}, ${keys} keys, Zipf ${exponent}, ${rate}/s`,
    source: 'renewal argument',
    scenario: cacheText({
      name: 'time-to-live',
      keys,
      popularity: `zipf(${exponent})`,
      rate,
      requests: 1_000_000,
      warmup: 10 * ttl,
      replications: 5,
      cache: { ttl: literal.seconds(ttl), entries: keys, ...(sliding ? { sliding } : {}) },
      fetch: 0,
    }),
    quick: true,
    figures: () => [
      of(`hit_${name}`, expected(), absolute(0.003), hitRatio),
      of(`db_rate_${name}`, rate * (1 - expected()), relative(0.01), measures().visitRate('db')),
    ],
  }
}

/** One key that everybody wants, at the moment when it has grown too old. */
function hotKey(id: string, rate: number, ttl: number, fetch: number, quick: boolean): VerifyCase {
  const q = stampede(rate, ttl, fetch)
  const bursts = 1000
  return {
    id,
    family: 'cache stampede',
    title: `One key at ${rate}/s, good for ${ttl} s, fetched in ${fetch} s; alone and coalesced`,
    source: 'renewal argument',
    scenario: cacheText({
      name: 'stampede',
      keys: 1,
      popularity: 'uniform',
      rate,
      requests: bursts * (ttl + fetch) * rate,
      warmup: 3 * ttl,
      cache: { ttl: literal.seconds(ttl), entries: 1 },
      fetch,
      variants: { alone: {}, coalesced: { policies: [{ on: 'shop -> db', coalesce: true }] } },
    }),
    quick,
    figures: () => [
      of('miss_ratio', q.missRatio, relative(0.02), missesPerLook),
      of('db_rate', q.fetchRate, relative(0.02), measures('alone').visitRate('db')),
      of('db_rate_coalesced', q.coalescedFetchRate, relative(0.02), measures('coalesced').visitRate('db')),
    ],
  }
}

const missesPerLook: Measure = (runs) =>
  courseMeasures('alone').counter('cache-misses', {})(runs) / measures('alone').offered(OPERATION)(runs)

const EXACT = { expected: lruExact, tolerance: 0.003, source: 'King 1971; Gelenbe 1973' }
const FIFO = { expected: fifoExact, tolerance: 0.003, source: 'King 1971; Gelenbe 1973' }
const FIFO_CHE = { expected: fifoChe, tolerance: 0.004, source: 'Fricker, Robert, Roberts 2012' }
const LFU = { expected: lfuPerfect, tolerance: 0.004, source: 'the most popular keys' }
const CHE = { expected: lruChe, tolerance: 0.004, source: 'Che, Tung, Wang 2002; Fricker, Robert, Roberts 2012' }

/** What is found nearby. */
export const cacheCases: readonly VerifyCase[] = [
  bounded({ id: 'C-EX-1', keys: 5, entries: 2, exponent: 1, ...EXACT, quick: true }),
  bounded({ id: 'C-EX-2', keys: 10, entries: 3, exponent: 1, ...EXACT, quick: false }),
  bounded({ id: 'C-EX-1-FIFO', evict: 'fifo', keys: 5, entries: 2, exponent: 1, ...FIFO, quick: true }),
  bounded({ id: 'C-EX-2-FIFO', evict: 'fifo', keys: 10, entries: 3, exponent: 1, ...FIFO, quick: false }),
  bounded({ id: 'C-EX-1-RANDOM', evict: 'random', keys: 5, entries: 2, exponent: 1, ...FIFO, quick: false }),
  bounded({ id: 'C-EX-2-RANDOM', evict: 'random', keys: 10, entries: 3, exponent: 1, ...FIFO, quick: true }),
  bounded({ id: 'C-EX-1-LFU', evict: 'lfu', keys: 5, entries: 2, exponent: 1, ...LFU, quick: true }),
  bounded({ id: 'C-EX-2-LFU', evict: 'lfu', keys: 10, entries: 3, exponent: 1, ...LFU, quick: false }),
  bounded({ id: 'C-CHE-1', keys: 1000, entries: 100, exponent: 1, ...CHE, quick: true }),
  bounded({ id: 'C-CHE-2', keys: 10_000, entries: 1000, exponent: 0.8, ...CHE, quick: false }),
  bounded({ id: 'C-CHE-1-FIFO', evict: 'fifo', keys: 1000, entries: 100, exponent: 1, ...FIFO_CHE, quick: false }),
  bounded({ id: 'C-CHE-1-LFU', evict: 'lfu', keys: 1000, entries: 100, exponent: 1, ...LFU, quick: false }),
  timeToLive({ id: 'C-TTL-1', keys: 10_000, exponent: 0.8, rate: 1000, ttl: 10 }),
  timeToLive({ id: 'C-TTL-1-SLIDING', keys: 10_000, exponent: 0.8, rate: 1000, ttl: 10, sliding: true }),
  hotKey('C-STAMP-1', 100, 10, 0.2, false),
  hotKey('C-STAMP-SLOW', 100, 1, 0.5, true),
]
