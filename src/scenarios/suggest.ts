/**
 * The name nearest to what was written: at most two edits (insert, delete, replace, swap neighbours) and at most a
 * third of the longer name, letter case and the kind of dash aside. Of equally near names the first of the list wins.
 */
export function suggest(written: string, names: readonly string[]): string | undefined {
  if (written.length > LONGEST_NAME) return undefined
  let best: string | undefined
  let least = MOST_EDITS + 1
  const lower = alike(written)
  for (const name of names) {
    if (name === written || Math.abs(name.length - written.length) > MOST_EDITS) continue
    const edits = editsBetween(lower, alike(name))
    const most = Math.min(MOST_EDITS, Math.floor(Math.max(name.length, written.length) / 3))
    if (edits <= most && edits < least) {
      best = name
      least = edits
    }
  }
  return best
}

const MOST_EDITS = 2
const LONGEST_NAME = 80

/** Letter case and the kind of dash are no difference. */
function alike(name: string): string {
  return name.toLowerCase().replaceAll('_', '-')
}

/** Damerau-Levenshtein distance (optimal string alignment). */
export function editsBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last: number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let edits = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) edits = Math.min(edits, at(beforeLast, column - 2) + 1)
      current.push(edits)
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
