import { type Matrix, matrix } from './numeric/matrix.ts'

/** A Markov chain whose states lie on levels and move at most one level at a time; all rates per second. */
export interface LevelChain {
  /** Levels 0 … levels. */
  readonly levels: number
  /** Rates from the states of level n to those of n + 1, row per source state. */
  up(n: number): Matrix
  down(n: number): Matrix
  /** Rates between the states of level n; the diagonal is ignored. */
  local(n: number): Matrix
}

/**
 * Stationary probabilities by level, exact by block elimination from the top: with R(n) the visits to level n per visit
 * to n - 1, x(n) = x(n-1) R(n). Nothing but sums, products and inverses of diagonally dominant blocks, so it is stable.
 * Source: Latouche & Ramaswami, Introduction to Matrix Analytic Methods (1999), chapter 10 (finite chains).
 */
export function solveLevelChain(chain: LevelChain): readonly (readonly number[])[] {
  const steps: number[][][] = []
  let above: { readonly rate: Matrix; readonly down: Matrix } | undefined
  for (let n = chain.levels; n >= 0; n -= 1) {
    const generator = withDiagonal(chain, n)
    const block = above === undefined ? generator : matrix.add(generator, matrix.multiply(above.rate, above.down))
    if (n === 0) return normalised(firstLevel(block), steps)
    const rate = matrix.multiply(chain.up(n - 1), matrix.inverse(matrix.negate(block)))
    steps.unshift(rate)
    above = { rate, down: chain.down(n) }
  }
  return []
}

function withDiagonal(chain: LevelChain, n: number): number[][] {
  const local = chain.local(n).map((row) => [...row])
  const up = n < chain.levels ? chain.up(n) : []
  const down = n > 0 ? chain.down(n) : []
  local.forEach((row, i) => {
    row[i] = 0
    const leaving = [...row, ...(up[i] ?? []), ...(down[i] ?? [])].reduce((sum, rate) => sum + rate, 0)
    row[i] = -leaving
  })
  return local
}

/** A row vector x with x block = 0 and sum 1: one column of the block gives way to ones. */
function firstLevel(block: Matrix): number[] {
  const rows = block.map((row) => [1, ...row.slice(1)])
  return matrix.inverse(rows)[0] ?? []
}

function normalised(first: readonly number[], steps: readonly Matrix[]): number[][] {
  const levels: number[][] = [[...first]]
  for (const step of steps) levels.push(matrix.rowTimes(levels.at(-1) ?? [], step))
  const total = levels.flat().reduce((sum, value) => sum + value, 0)
  return levels.map((level) => level.map((value) => value / total))
}
