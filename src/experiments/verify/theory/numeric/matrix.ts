/** A dense matrix, row by row. */
export type Matrix = readonly (readonly number[])[]

/** Arithmetic of small dense matrices and row vectors. */
export const matrix: {
  readonly zero: (rows: number, columns: number) => number[][]
  readonly add: (a: Matrix, b: Matrix) => number[][]
  readonly negate: (a: Matrix) => number[][]
  readonly multiply: (a: Matrix, b: Matrix) => number[][]
  readonly rowTimes: (row: readonly number[], a: Matrix) => number[]
  readonly inverse: (a: Matrix) => number[][]
} = { zero, add, negate, multiply, rowTimes, inverse }

function zero(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, () => new Array<number>(columns).fill(0))
}

function add(a: Matrix, b: Matrix): number[][] {
  return a.map((row, i) => row.map((value, j) => value + (b[i]?.[j] ?? 0)))
}

function negate(a: Matrix): number[][] {
  return a.map((row) => row.map((value) => -value))
}

function multiply(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => rowTimes(row, b))
}

function rowTimes(row: readonly number[], a: Matrix): number[] {
  const result = new Array<number>(a[0]?.length ?? 0).fill(0)
  row.forEach((factor, i) => {
    if (factor === 0) return
    a[i]?.forEach((value, j) => {
      result[j] = (result[j] ?? 0) + factor * value
    })
  })
  return result
}

/** Gauss–Jordan elimination with partial pivoting. Throws RangeError for a singular matrix. */
function inverse(a: Matrix): number[][] {
  const n = a.length
  const work = a.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))])
  for (let column = 0; column < n; column += 1) {
    let pivot = column
    for (let row = column + 1; row < n; row += 1) {
      if (Math.abs(at(work, row, column)) > Math.abs(at(work, pivot, column))) pivot = row
    }
    const pivotRow = work[pivot] ?? []
    work[pivot] = work[column] ?? []
    const scale = pivotRow[column] ?? 0
    if (scale === 0) throw new RangeError('inverse: the matrix is singular')
    work[column] = pivotRow.map((value) => value / scale)
    eliminate(work, column)
  }
  return work.map((row) => row.slice(n))
}

function eliminate(work: number[][], column: number): void {
  const source = work[column] ?? []
  for (let row = 0; row < work.length; row += 1) {
    const factor = at(work, row, column)
    if (row === column || factor === 0) continue
    work[row] = (work[row] ?? []).map((value, j) => value - factor * (source[j] ?? 0))
  }
}

function at(a: Matrix, row: number, column: number): number {
  return a[row]?.[column] ?? 0
}
