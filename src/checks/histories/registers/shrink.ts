import { isUpdate, type Operation } from './operation.ts'

/**
 * Fewer operations that violate as well: first it leaves out values, each with all that wrote and read it, then single
 * observations, in halves, quarters and so on down to one. Whatever order explains a history also explains it without
 * them, so what is left proves the violation of the whole. `violated` decides, and says `false` when it has had enough.
 */
export function shrink(
  operations: readonly Operation[],
  violated: (kept: readonly Operation[]) => boolean,
): readonly Operation[] {
  const fewer = withoutUnits(operations, values(operations), violated)
  const observations = fewer.filter((operation) => !isUpdate(operation)).map((operation) => [operation])
  return withoutUnits(fewer, observations, violated)
}

/** What shares a key and a value, of keys that are only read and written: elsewhere values build on each other. */
function values(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const plain = new Map<string, Map<Operation['value'], Operation[]> | null>()
  for (const operation of operations) {
    const { key, kind, value } = operation
    if (kind !== 'read' && kind !== 'write') plain.set(key, null)
    const groups = plain.get(key)
    if (groups === null) continue
    const own = groups ?? new Map<Operation['value'], Operation[]>()
    if (groups === undefined) plain.set(key, own)
    const group = own.get(value)
    if (group === undefined) own.set(value, [operation])
    else group.push(operation)
  }
  return [...plain.values()].flatMap((groups) => (groups === null ? [] : [...groups.values()]))
}

function withoutUnits(
  operations: readonly Operation[],
  units: readonly (readonly Operation[])[],
  violated: (kept: readonly Operation[]) => boolean,
): readonly Operation[] {
  let kept = operations
  let left = [...units]
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < left.length; ) {
      const out = new Set(left.slice(start, start + size).flat())
      const candidate = kept.filter((operation) => !out.has(operation))
      if (candidate.length < kept.length && violated(candidate)) {
        kept = candidate
        left = left.toSpliced(start, size)
      } else start += size
    }
  }
  return kept
}
