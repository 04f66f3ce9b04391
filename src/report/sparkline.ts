const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/**
 * A row of blocks, one a cell, the height in proportion to the largest value. A value of 0 (or a gap) is the lowest
 * block, so that a silence is seen.
 *
 * @param values Not negative; `null` where nothing is known.
 * @param width Cells; values are averaged in groups when there are more of them.
 * @param least The full height stands for this at least, so that several rows can be compared.
 */
export function sparkline(values: readonly (number | null)[], width: number, least: number = 0): string {
  const cells = shrink(values, width)
  let top = least
  for (const cell of cells) top = Math.max(top, cell ?? 0)
  return cells.map((cell) => block(cell, top)).join('')
}

function block(value: number | null, top: number): string {
  if (value === null) return ' '
  const level = top === 0 ? 0 : Math.min(BLOCKS.length - 1, Math.floor((value / top) * BLOCKS.length))
  return BLOCKS[level] ?? BLOCKS[0]
}

function shrink(values: readonly (number | null)[], width: number): readonly (number | null)[] {
  if (values.length <= width) return values
  const cells: (number | null)[] = []
  for (let cell = 0; cell < width; cell++) {
    const from = Math.floor((cell * values.length) / width)
    const to = Math.floor(((cell + 1) * values.length) / width)
    cells.push(mean(values.slice(from, to)))
  }
  return cells
}

function mean(values: readonly (number | null)[]): number | null {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (value === null) continue
    sum += value
    count++
  }
  return count === 0 ? null : sum / count
}
