import { exp, log } from './dmath.ts'
import type { Source } from './source.ts'
import { uniform53 } from './source.ts'
import { buildZiggurat } from './ziggurat.ts'

// Where the tail of e^-x begins when 256 layers have equal area, and that area: x e^-x + e^-x.
const EDGE = 7.69711747013105
const AREA = (EDGE + 1) * exp(-EDGE)

const { limits, scales, heights } = buildZiggurat(
  (x) => exp(-x),
  (y) => -log(y),
  EDGE,
  AREA,
  16777216,
)

/**
 * One exponential value with mean 1, always above 0; takes one word in 98.9 % of draws. Each layer is divided into 2^24
 * cells and a value is the middle of a cell, so values lie on a lattice finer than 5e-7; the tail has no end.
 */
export function standardExponential(source: Source): number {
  const word = source.next()
  const layer = word & 255
  const cell = word >>> 8
  // `?? 0` never happens: the layer is below 256. It costs nothing and needs no assertion.
  const x = (cell + 0.5) * (scales[layer] ?? 0)
  return cell < (limits[layer] ?? 0) ? x : rareExponential(source, layer, x)
}

/** The draws that fall outside the inner box of their layer. */
function rareExponential(source: Source, layer: number, x: number): number {
  // Without memory: beyond the edge the tail is the whole law again.
  if (layer === 0) return EDGE + standardExponential(source)
  const low = heights[layer] ?? 0
  const high = heights[layer + 1] ?? 1
  return low + uniform53(source) * (high - low) < exp(-x) ? x : standardExponential(source)
}
