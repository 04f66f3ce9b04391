import type { Distribution } from '../../../../src/sim/kernel/distribution.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { mixture } from '../../../../src/sim/kernel/distributions/mixture.ts'
import { pareto } from '../../../../src/sim/kernel/distributions/pareto.ts'
import type { Source } from '../../../../src/sim/kernel/source.ts'
import { MS } from '../../world/plans.ts'

/**
 * The one-way delays of a write to a node (W), its acknowledgement (A), a read (R) and its answer (S): Bailis et al.,
 * "Probabilistically bounded staleness for practical partial quorums", VLDB 5(8), 2012.
 */
export interface Wars {
  readonly w: Distribution
  readonly ars: Distribution
}

/** Pareto (minimum in ms) with this probability, else exponential (rate per ms). */
function fit(share: number, min: number, shape: number, rate: number): Distribution {
  return mixture([
    { weight: share, law: pareto(min * MS, shape) },
    { weight: 1 - share, law: exponential(MS / rate) },
  ])
}

const SSD = fit(0.9122, 0.235, 10, 1.66)

/** The fits of table 3 there, as the authors' simulator has them. */
export const LNKD_SSD: Wars = { w: SSD, ars: SSD }
export const LNKD_DISK: Wars = { w: fit(0.38, 1.05, 1.51, 0.183), ars: SSD }
export const YMMR: Wars = { w: fit(0.939, 3, 3.5, 0.0028), ars: fit(0.982, 1.5, 3.8, 0.0217) }

/** What came of one write and of a read that began so long after it was acknowledged. */
export interface Trial {
  readonly write: number
  readonly read: number
  readonly consistent: boolean
}

/**
 * One trial without a simulator: straight from the definition. `extra`: ns more, one way, from the writer, the reader.
 */
export function trial(
  { w, ars }: Wars,
  source: Source,
  { n, r, w: writes, t }: { readonly n: number; readonly r: number; readonly w: number; readonly t: number },
  extra: { readonly writer: readonly number[]; readonly reader: readonly number[] },
): Trial {
  const nodes = Array.from({ length: n }, (_, i) => {
    const [fromWriter, fromReader] = [extra.writer[i] ?? 0, extra.reader[i] ?? 0]
    const written = w.sample(source) + fromWriter
    const acknowledged = written + ars.sample(source) + fromWriter
    const asked = ars.sample(source) + fromReader
    return { written, acknowledged, asked, answered: asked + ars.sample(source) + fromReader }
  })
  const write = nodes.map((node) => node.acknowledged).sort((a, b) => a - b)[writes - 1] as number
  const answers = [...nodes].sort((a, b) => a.answered - b.answered).slice(0, r)
  const consistent = answers.some(({ written, asked }) => write + t + asked >= written)
  return { write, read: answers[r - 1]?.answered ?? 0, consistent }
}
