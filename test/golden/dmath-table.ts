import { logGamma } from '../../src/sim/kernel/dmath/log-gamma.ts'
import { normalCdf, normalQuantile } from '../../src/sim/kernel/dmath/normal.ts'
import { powerSum } from '../../src/sim/kernel/dmath/power-sum.ts'
import { exp, expm1, log, log1p, pow } from '../../src/sim/kernel/dmath.ts'
import { Draws } from '../../src/sim/kernel/draws.ts'
import { type Source, uniform53 } from '../../src/sim/kernel/source.ts'
import { doubleBits, hashDoubles } from './double-bits.ts'

/** One call of a function of `dmath` and the bits of its result. */
export interface DmathRow {
  readonly call: string
  readonly bits: string
}

export interface DmathTable {
  readonly rows: readonly DmathRow[]
  /** SHA-256 over the results of a million calls. */
  readonly sha256: string
}

type Arguments = readonly number[]

interface Probe {
  readonly name: string
  readonly apply: (...values: number[]) => number
  /** Arguments that are known to be awkward. */
  readonly fixed: readonly Arguments[]
  readonly draw: (source: Source) => Arguments
}

const ROWS_DRAWN = 32
const CALLS = 1_000_000

const edges = [5e-324, 1e-310, 1e-16, 0.001, 0.5, 0.70710678, 0.9375, 1, 1.0625, 1.4142135623730951, 2, 10, 1e300]
const alone = (values: readonly number[]): Arguments[] => values.map((x) => [x])

/** 2^-80 … 2^80 without a power function: a fraction doubled or halved as often as a draw says. */
function wide(source: Source): number {
  let x = 1 + uniform53(source)
  const exponent = (source.next() % 161) - 80
  for (let i = 0; i < Math.abs(exponent); i++) x *= exponent < 0 ? 0.5 : 2
  return x
}

const between = (low: number, high: number) => (source: Source) => [low + uniform53(source) * (high - low)]

const probes: readonly Probe[] = [
  { name: 'log', apply: log, fixed: alone(edges), draw: (source) => [wide(source)] },
  { name: 'log1p', apply: log1p, fixed: alone([-0.999, -0.5, -1e-20, ...edges]), draw: between(-0.9, 3) },
  { name: 'exp', apply: exp, fixed: alone([-745, -708.5, -1, -1e-20, 0.01083, 709.7]), draw: between(-700, 700) },
  { name: 'expm1', apply: expm1, fixed: alone([-39, -0.0625, 1e-300, 0.0625, 700]), draw: between(-3, 3) },
  {
    name: 'pow',
    apply: pow,
    fixed: [
      [2, 0.5],
      [10, 3],
      [10, -3],
      [1.35, 92],
      [99, 99],
      [0.999999, 1e6],
      [1e-300, 0.001],
      [5e-324, 0.5],
    ],
    draw: (source) => [wide(source), uniform53(source) * 20 - 10],
  },
]

/** Functions that only set laws up; too slow for a million calls. */
const slow: readonly Probe[] = [
  { name: 'logGamma', apply: logGamma, fixed: alone([0.01, 1, 1.5, 2, 12, 171]), draw: between(0.1, 50) },
  { name: 'normalCdf', apply: normalCdf, fixed: alone([-30, -2.83, -2.82, 0, 8]), draw: between(-9, 9) },
  { name: 'normalQuantile', apply: normalQuantile, fixed: alone([1e-300, 0.5, 0.99]), draw: between(0.0001, 0.9999) },
  {
    name: 'powerSum',
    apply: powerSum,
    fixed: [
      [1e6, 1],
      [1e6, 0.9],
      [16, 2],
      [17, 2],
      [1e12, 0],
    ],
    draw: (source) => [1 + (source.next() % 1_000_000), uniform53(source) * 3],
  },
]

/** The whole table, worked out here and now. */
export function dmathTable(): DmathTable {
  const draws = new Draws()
  draws.seek(0x6f727265, 0x72792d31, 0, 0)
  const rows = [...probes, ...slow].flatMap(({ name, apply, fixed, draw }) =>
    [...fixed, ...Array.from({ length: ROWS_DRAWN }, () => draw(draws))].map((values) => ({
      call: `${name}(${values.join(', ')})`,
      bits: doubleBits(apply(...values)),
    })),
  )
  const sha256 = hashDoubles(CALLS, (i) => {
    const probe = probes[i % probes.length]
    return probe === undefined ? 0 : probe.apply(...probe.draw(draws))
  })
  return { rows, sha256 }
}
