import { counterOf, courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import { lruChe, lruExact, stampede, ttlHits, zipfShares } from '../theory/caches.ts'
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

interface Lru {
  readonly id: string
  readonly keys: number
  readonly entries: number
  readonly exponent: number
  readonly expected: (shares: readonly number[], entries: number) => number
  readonly tolerance: number
  readonly source: string
  readonly quick: boolean
}

/** A cache with fewer places than keys. */
function lru({ id, keys, entries, exponent, expected, tolerance, source, quick }: Lru): VerifyCase {
  const rate = 1000
  return {
    id,
    family: 'cache hit ratio',
    title: `Least recently used, ${entries} of ${keys} keys, Zipf ${exponent}`,
    source,
    scenario: cacheText({
      name: 'lru',
      keys,
      popularity: `zipf(${exponent})`,
      rate,
      requests: 1_000_000,
      warmup: Math.max(1, (20 * entries) / rate),
      cache: { entries },
      fetch: 0,
    }),
    quick,
    figures: () => [of('LRU', expected(zipfShares(keys, exponent), entries), absolute(tolerance), hitRatio)],
  }
}

/** A cache with room for all, whose entries grow too old. */
function timeToLive(id: string, keys: number, exponent: number, rate: number, ttl: number): VerifyCase {
  const expected = (): number => ttlHits(zipfShares(keys, exponent), rate, ttl)
  return {
    id,
    family: 'cache hit ratio',
    title: `Entries good for ${ttl} s, ${keys} keys, Zipf ${exponent}, ${rate}/s`,
    source: 'renewal argument',
    scenario: cacheText({
      name: 'time-to-live',
      keys,
      popularity: `zipf(${exponent})`,
      rate,
      requests: 1_000_000,
      warmup: 10 * ttl,
      replications: 5,
      cache: { ttl: literal.seconds(ttl), entries: keys },
      fetch: 0,
    }),
    quick: true,
    figures: () => [
      of('hit_no_reset', expected(), absolute(0.003), hitRatio),
      of('db_rate_no_reset', rate * (1 - expected()), relative(0.01), measures().visitRate('db')),
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
const CHE = { expected: lruChe, tolerance: 0.004, source: 'Che, Tung, Wang 2002; Fricker, Robert, Roberts 2012' }

/** What is found nearby. */
export const cacheCases: readonly VerifyCase[] = [
  lru({ id: 'C-EX-1', keys: 5, entries: 2, exponent: 1, ...EXACT, quick: true }),
  lru({ id: 'C-EX-2', keys: 10, entries: 3, exponent: 1, ...EXACT, quick: false }),
  lru({ id: 'C-CHE-1', keys: 1000, entries: 100, exponent: 1, ...CHE, quick: true }),
  lru({ id: 'C-CHE-2', keys: 10_000, entries: 1000, exponent: 0.8, ...CHE, quick: false }),
  timeToLive('C-TTL-1', 10_000, 0.8, 1000, 10),
  hotKey('C-STAMP-1', 100, 10, 0.2, false),
  hotKey('C-STAMP-SLOW', 100, 1, 0.5, true),
]
