import { breakdowns } from '../../../src/experiments/verify/theory/breakdowns.ts'
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
} from '../../../src/experiments/verify/theory/caches.ts'
import { decorrelatedJitter } from '../../../src/experiments/verify/theory/decorrelated-jitter.ts'
import { erlangA } from '../../../src/experiments/verify/theory/erlang-a.ts'
import { erlangB } from '../../../src/experiments/verify/theory/erlang-b.ts'
import { fixedWindow } from '../../../src/experiments/verify/theory/fixed-window.ts'
import { hedged } from '../../../src/experiments/verify/theory/hedged.ts'
import { laws } from '../../../src/experiments/verify/theory/laws.ts'
import { md1k } from '../../../src/experiments/verify/theory/md1k.ts'
import { priorities } from '../../../src/experiments/verify/theory/priorities.ts'
import { retries } from '../../../src/experiments/verify/theory/retries.ts'
import type { Figures } from './figures.ts'

function abandonment(...parameters: Parameters<typeof erlangA>): Figures {
  const q = erlangA(...parameters)
  return {
    P_abandon: q.abandonProbability,
    P_wait: q.waitProbability,
    Lq: q.waiting,
    L: q.present,
    thr: q.throughput,
    util: q.utilisation,
    Wq_all: q.meanWait,
  }
}

/** A cache of a few places before a few keys. */
function few(keys: number, entries: number): Figures {
  const shares = zipfShares(keys, 1)
  const fifo = fifoExact(shares, entries)
  return { LRU: lruExact(shares, entries), FIFO: fifo, RANDOM: fifo, LFU_perfect: lfuPerfect(shares, entries) }
}

/** A cache before so many keys that approximations hold. */
function many(keys: number, entries: number, exponent: number): Figures {
  const shares = zipfShares(keys, exponent)
  return {
    LRU_Che: lruChe(shares, entries),
    FIFO_Che: fifoChe(shares, entries),
    LFU_perfect: lfuPerfect(shares, entries),
  }
}

const twoSpeeds = laws.mixture([
  { share: 95, law: laws.exponential(5) },
  { share: 5, law: laws.exponential(100) },
])

/** Waiting with impatience, priorities and breakdowns; caches, limiters, hedges and retries; by the references' ids. */
export function protectionFigures(): Record<string, () => Figures> {
  const jitter = decorrelatedJitter(1000)
  const delays = [1, 2, 3, 4, 5, 6]
  return {
    'Q-ERLA-1': () => abandonment(1.2, 1, 1, 0.5),
    'Q-ERLA-2': () => abandonment(12, 1, 10, 0.333333),
    'Q-PRIO-1': () => {
      const [first, second] = priorities([3, 4], 10)
      return {
        Wq1: first?.meanWait ?? Number.NaN,
        Wq2: second?.meanWait ?? Number.NaN,
        W1: first?.meanSojourn ?? Number.NaN,
        W2: second?.meanSojourn ?? Number.NaN,
      }
    },
    'Q-BRK-1': () => {
      const q = breakdowns(5, 10, 0.1, 0.5)
      return { L: q.present, W: q.meanSojourn, availability: q.availability }
    },
    'C-EX-1': () => ({ ...few(5, 2), LRU_Che_approx: lruChe(zipfShares(5, 1), 2) }),
    'C-EX-2': () => ({ ...few(10, 3), LRU_Che_approx: lruChe(zipfShares(10, 1), 3) }),
    'C-CHE-1': () => many(1000, 100, 1),
    'C-CHE-2': () => many(10_000, 1000, 0.8),
    'C-TTL-1': () => ({
      hit_no_reset: ttlHits(zipfShares(10_000, 0.8), 1000, 10),
      hit_sliding: slidingHits(zipfShares(10_000, 0.8), 1000, 10),
    }),
    'C-STAMP-1': () => {
      const q = stampede(100, 10, 0.2)
      return {
        misses_per_expiry: q.missesPerExpiry,
        miss_ratio: q.missRatio,
        db_rate: q.fetchRate,
        db_rate_coalesced: q.coalescedFetchRate,
      }
    },
    'C-TB-1': () => ({ P_accept: 1 - md1k(100, 1 / 80, 20).blocking }),
    'C-TB-2': () => ({ P_accept: 1 - md1k(80, 1 / 100, 10).blocking }),
    'C-FW-1': () => ({ P_accept: fixedWindow(100, 1, 100).acceptProbability }),
    'C-SWL-1': () => ({ P_accept: 1 - erlangB(100, 100).blocking }),
    'T-HX-2': () => {
      const both = hedged(twoSpeeds, 20)
      return {
        p50: both.quantile(0.5),
        p99: both.quantile(0.99),
        p999: both.quantile(0.999),
        extra_requests: both.extra,
      }
    },
    'RT-DJ-1': () => ({
      ...Object.fromEntries(delays.map((k) => [`mean_delay_${k}`, jitter.meanDelay(k)])),
      median_delay_1: jitter.totalQuantile(1, 0.5),
      mean_total_after_3: jitter.meanTotal(3),
      min_total_after_3: jitter.totalQuantile(3, 0),
      max_total_after_3: jitter.totalQuantile(3, 1),
    }),
    'RT-EXP-1': () => ({ attempts: retries(0.1, 2, 1).calls, P_fail: retries(0.1, 2, 1).failure }),
    'RT-EXP-2': () => ({ attempts: retries(0.5, 2, 1).calls, P_fail: retries(0.5, 2, 1).failure }),
    'RT-AMP-1': () => ({
      bottom_calls_per_user_request: retries(1, 2, 3).calls,
      success: 1 - retries(1, 2, 3).failure,
    }),
    'RT-AMP-2': () => ({
      bottom_calls_per_user_request: retries(1, 2, 5).calls,
      success: 1 - retries(1, 2, 5).failure,
    }),
    'RT-AMP-4': () => ({ bottom_calls_per_user_request: retries(0.5, 2, 3).calls }),
  }
}
