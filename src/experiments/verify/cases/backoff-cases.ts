import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { scenarioText } from '../scenario-text.ts'
import { decorrelatedJitter } from '../theory/decorrelated-jitter.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const { of, relative, absolute, inMs } = figure
const OPERATION = 'station.work'
const REQUESTS = 100_000
const REPLICATIONS = 20

/** Calls that fail at once, each time: with n attempts they take as long as the first n - 1 delays together. */
function failing(name: string, backoff: string, delays: number, requests: number): string {
  const rate = 1000
  return scenarioText(
    stationDocument({
      name,
      run: {
        duration: literal.seconds(requests / REPLICATIONS / rate),
        warmup: '0s',
        seed: 1,
        replications: REPLICATIONS,
        drain: '1h',
        limits: { events: 1_000_000_000 },
      },
      arrivals: `poisson(${rate}/s)`,
      steps: [{ fail: '100%' }],
      unit: { runtime: 'event-loop' },
      variants: Object.fromEntries(
        Array.from({ length: delays }, (_, i) => [
          variantOf(i + 1),
          { policies: [{ on: 'clients -> station', retry: { attempts: i + 2, backoff } }] },
        ]),
      ),
    }),
  )
}

function variantOf(delays: number): string {
  return `after-${delays}`
}

/** All delays together, and the k-th alone as a difference of two. */
function meanTotal(delays: number): Measure {
  return inMs(measures(variantOf(delays)).endMean(OPERATION, 'error'))
}

function meanDelay(delay: number): Measure {
  if (delay === 1) return meanTotal(1)
  return (runs) => meanTotal(delay)(runs) - meanTotal(delay - 1)(runs)
}

function totalQuantile(delays: number, p: number): Measure {
  return inMs(measures(variantOf(delays)).endQuantile(OPERATION, 'error', p))
}

/** Decorrelated jitter V2. */
function decorrelated(id: string, baseMs: number, delays: number): VerifyCase {
  const law = decorrelatedJitter(baseMs)
  const each = Array.from({ length: delays }, (_, i) => i + 1)
  return {
    id,
    family: 'backoff',
    title: `Decorrelated jitter V2 from ${baseMs} ms, ${delays} delays`,
    source: 'formula of the sources of Polly v8 and cockatiel; quadrature',
    scenario: failing('decorrelated-v2', `exponential(${baseMs}ms, jitter=decorrelated-v2)`, delays, REQUESTS),
    quick: true,
    figures: () => [
      ...each.map((k) => of(`mean_delay_${k}`, law.meanDelay(k), relative(0.01), meanDelay(k))),
      ...each.flatMap((k): CaseFigure[] => [
        of(`mean_total_after_${k}`, law.meanTotal(k), relative(0.01), meanTotal(k)),
        of(`median_total_after_${k}`, law.totalQuantile(k, 0.5), relative(0.01), totalQuantile(k, 0.5)),
        of(`p05_total_after_${k}`, law.totalQuantile(k, 0.05), relative(0.02), totalQuantile(k, 0.05)),
        of(`p99_total_after_${k}`, law.totalQuantile(k, 0.99), relative(0.01), totalQuantile(k, 0.99)),
      ]),
    ],
  }
}

/** Full jitter: the k-th delay (from 0) is uniform below min(cap, base 2^k). */
function fullJitter(id: string, baseMs: number, capMs: number, delays: number, quick: boolean): VerifyCase {
  const mean = (k: number): number => Math.min(capMs, baseMs * Math.pow(2, k)) / 2
  const each = Array.from({ length: delays }, (_, k) => k)
  const backoff = `exponential(${baseMs}ms, max=${capMs}ms, jitter=full)`
  const variance = measures(variantOf(1)).endVariance(OPERATION, 'error')
  return {
    id,
    family: 'backoff',
    title: `Full jitter from ${baseMs} ms to ${capMs} ms, ${delays} delays`,
    source: 'AWS Architecture Blog 2015; smithy-typescript',
    scenario: failing('full-jitter', backoff, delays, REQUESTS),
    quick,
    figures: () => [
      ...each.map((k) => of(`mean_delay_${k + 1}`, mean(k), relative(0.01), meanDelay(k + 1))),
      of(
        `mean_total_${delays}`,
        each.reduce((sum, k) => sum + mean(k), 0),
        relative(0.01),
        meanTotal(delays),
      ),
      of('sd_delay_1', (2 * mean(0)) / Math.sqrt(12), relative(0.01), (runs) => Math.sqrt(variance(runs)) * 1000),
    ],
  }
}

/** Growing waits without jitter; the library cuts them to whole milliseconds, which a simulated clock need not. */
function exponential(id: string, baseMs: number, factor: number, delays: number): VerifyCase {
  return {
    id,
    family: 'backoff',
    title: `Exponential waits from ${baseMs} ms by ${factor}, ${delays} of them`,
    source: 'resilience4j source',
    scenario: failing('growing-waits', `exponential(${baseMs}ms, factor=${factor})`, delays, REPLICATIONS * 100),
    quick: true,
    figures: () =>
      Array.from({ length: delays }, (_, k) =>
        of(`delay_${k + 1}`, Math.floor(baseMs * Math.pow(factor, k)), absolute(0.999), meanDelay(k + 1)),
      ),
  }
}

/** One wait that strays by a share of itself to either side. */
function proportional(id: string, baseMs: number, share: number): VerifyCase {
  const backoff = `exponential(${baseMs}ms, jitter=proportional(${100 * share}%))`
  const at = (p: number): number => baseMs * (1 - share + 2 * share * p)
  return {
    id,
    family: 'backoff',
    title: `A wait of ${baseMs} ms, randomised by ${100 * share} % to either side`,
    source: 'resilience4j source',
    scenario: failing('randomised-waits', backoff, 1, REQUESTS),
    quick: true,
    figures: () => [
      of('mean', baseMs, relative(0.01), meanTotal(1)),
      of('p01', at(0.01), relative(0.01), totalQuantile(1, 0.01)),
      of('p99', at(0.99), relative(0.01), totalQuantile(1, 0.99)),
    ],
  }
}

/** Waits between attempts. */
export const backoffCases: readonly VerifyCase[] = [
  decorrelated('RT-DJ-1', 1000, 6),
  fullJitter('RT-FJ-1', 100, 20_000, 6, true),
  fullJitter('RT-FJ-CAP', 100, 300, 4, false),
  exponential('RT-R4-1', 500, 1.5, 4),
  proportional('RT-R4-RANDOM', 500, 0.5),
]
