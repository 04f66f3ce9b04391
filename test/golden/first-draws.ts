import type { Distribution } from '../../src/sim/kernel/distribution.ts'
import { constant } from '../../src/sim/kernel/distributions/constant.ts'
import { empirical } from '../../src/sim/kernel/distributions/empirical.ts'
import { erlang } from '../../src/sim/kernel/distributions/erlang.ts'
import { exponential } from '../../src/sim/kernel/distributions/exponential.ts'
import { gamma } from '../../src/sim/kernel/distributions/gamma.ts'
import { hyperexponential } from '../../src/sim/kernel/distributions/hyperexponential.ts'
import {
  lognormalFromLog,
  lognormalFromMean,
  lognormalFromQuantiles,
} from '../../src/sim/kernel/distributions/lognormal.ts'
import { mixture } from '../../src/sim/kernel/distributions/mixture.ts'
import { normal } from '../../src/sim/kernel/distributions/normal.ts'
import { boundedPareto, pareto } from '../../src/sim/kernel/distributions/pareto.ts'
import { percentiles } from '../../src/sim/kernel/distributions/percentiles.ts'
import { scaled } from '../../src/sim/kernel/distributions/scaled.ts'
import { shifted } from '../../src/sim/kernel/distributions/shifted.ts'
import { uniform } from '../../src/sim/kernel/distributions/uniform.ts'
import { weibull } from '../../src/sim/kernel/distributions/weibull.ts'
import { Draws, pathHash, stepKey } from '../../src/sim/kernel/draws.ts'
import { uniformKeys } from '../../src/sim/kernel/keys/uniform-keys.ts'
import { zipf } from '../../src/sim/kernel/keys/zipf.ts'
import { sampleDuration } from '../../src/sim/kernel/sample-duration.ts'
import type { Source } from '../../src/sim/kernel/source.ts'
import { Stream } from '../../src/sim/kernel/stream.ts'
import { streamKey } from '../../src/sim/kernel/stream-key.ts'
import { uniformInteger } from '../../src/sim/kernel/uniform-integer.ts'
import { hashDoubles } from './double-bits.ts'

const SEED = '42'
const FIRST = 16
const HASHED = 50_000

const MS = 1_000_000

const laws: readonly Distribution[] = [
  constant(5 * MS),
  uniform(5 * MS, 15 * MS),
  exponential(10 * MS),
  erlang(3, 10 * MS),
  erlang(30, 10 * MS),
  gamma(10 * MS, 0.4),
  gamma(10 * MS, 2.5),
  normal(10 * MS, 2 * MS),
  normal(0, MS),
  lognormalFromMean(3 * MS, 0.8),
  lognormalFromQuantiles(20 * MS, 180 * MS),
  lognormalFromLog(1, 0.5, MS),
  weibull(0.5, 3 * MS),
  weibull(2, 3 * MS),
  pareto(MS, 2.5),
  boundedPareto(MS, 1.5, 100 * MS),
  hyperexponential(3 * MS, 4),
  empirical([MS, 2 * MS, 5 * MS], [3, 2, 1]),
  percentiles([
    { p: 0.5, value: 0.45 * MS },
    { p: 0.9, value: 0.61 * MS },
    { p: 0.99, value: 1.92 * MS },
    { p: 1, value: 8 * MS },
  ]),
  mixture([
    { weight: 95, law: exponential(5 * MS) },
    { weight: 5, law: exponential(100 * MS) },
  ]),
  shifted(exponential(5 * MS), 2 * MS),
  scaled(exponential(5 * MS), 1.5),
]

const keys = [zipf(0, 1000), zipf(0.9, 1_000_000), zipf(1, 1_000_000), zipf(2, 1_000_000), uniformKeys(1000)]

/** Draws of every kind, by name. */
export type FirstDraws = Readonly<Record<string, readonly number[] | string>>

/** The first draws of every kind, worked out here and now. */
export function firstDraws(): FirstDraws {
  return Object.fromEntries([...words(), ...laws.flatMap(drawsOfLaw), ...keys.map(drawsOfKeys), ...choices()])
}

type Entry = readonly [name: string, values: readonly number[] | string]

function words(): Entry[] {
  const fresh = stream('workload/shoppers/arrivals')
  for (let i = 0; i < 1000; i++) fresh.next()
  return [
    ['stream of workload/shoppers/arrivals', first(stream('workload/shoppers/arrivals'))],
    ['stream of workload/shoppers/arrivals, saved after 1000 words', first(Stream.restore(fresh.save()))],
    ['stream of link/a -> b under the seed "blue whale"', first(stream('link/a -> b', 'blue whale'))],
    ['stream keys', streamKey(SEED, 'workload/shoppers/arrivals')],
    ['request 0 at shop.checkout[1]', first(request(0))],
    ['request 4711 at shop.checkout[1]', first(request(4711))],
    ['request 2^40 at shop.checkout[1]', first(request(1_099_511_627_776))],
    ['request 4711, second repetition', first(request(4711, pathHash(pathHash(0, 0x1234567, 0), 0x89abcdef | 0, 1)))],
    ['first words of the first requests', Array.from({ length: FIRST }, (_, i) => request(i).next())],
  ]
}

function drawsOfLaw(law: Distribution): Entry[] {
  const source = stream(`law/${law.text}`)
  const many = stream(`law/${law.text}`)
  return [
    [law.text, Array.from({ length: FIRST }, () => law.sample(source))],
    [
      `${law.text} in nanoseconds, by request`,
      Array.from({ length: FIRST }, (_, i) => sampleDuration(law, request(i))),
    ],
    [`${law.text}, SHA-256 of ${HASHED}`, hashDoubles(HASHED, () => law.sample(many))],
  ]
}

function drawsOfKeys(law: (typeof keys)[number]): Entry {
  const source = stream(`keys/${law.text}`)
  return [`${law.text} over ${law.count} keys`, Array.from({ length: FIRST }, () => law.sample(source))]
}

function choices(): Entry[] {
  return [10, 3_000_000, 1e12].map((count): Entry => {
    const source = stream(`choice/${count}`)
    return [`integers below ${count}`, Array.from({ length: FIRST }, () => uniformInteger(source, count))]
  })
}

function stream(path: string, seed = SEED): Stream {
  return new Stream(streamKey(seed, path))
}

function request(number: number, path = 0): Draws {
  const { high, low } = stepKey(SEED, 'shop.checkout[1]')
  const draws = new Draws()
  draws.seek(high, low, number, path)
  return draws
}

function first(source: Source): number[] {
  return Array.from({ length: FIRST }, () => source.next())
}
