import type { Operation, Value } from '../../../src/checks/histories/registers/operation.ts'

/** Whether the operation went on for ever, as far as its caller knows. */
export function hasNoAnswer(operation: Operation): boolean {
  return operation.outcome === 'info' || operation.return === Infinity
}

/** What a register holds afterwards, written down once more by itself; `undefined` if the answer would be wrong. */
function after(before: Value, operation: Operation): Value | undefined {
  if (operation.kind === 'write') return operation.value
  if (operation.kind === 'read') return operation.value === before ? before : undefined
  if (operation.kind === 'add') {
    const sum = Number(before ?? 0) + operation.value
    const wrong = !hasNoAnswer(operation) && operation.result !== undefined && operation.result !== sum
    return wrong ? undefined : sum
  }
  if (before === operation.expected)
    return !hasNoAnswer(operation) && operation.swapped === false ? undefined : operation.value
  return hasNoAnswer(operation) || operation.swapped === false ? before : undefined
}

/** The operations that have an effect, or an answer. */
function live(operations: readonly Operation[]): readonly Operation[] {
  return operations.filter((one) => one.outcome !== 'fail' && !(one.kind === 'read' && hasNoAnswer(one)))
}

/** Tries all orders: `mayCome` says whether an operation may come before all others that are left. */
function someOrder(
  left: readonly Operation[],
  values: ReadonlyMap<string, Value>,
  mayCome: (operation: Operation, left: readonly Operation[]) => boolean,
): boolean {
  if (left.every(hasNoAnswer)) return true
  return left.some((operation) => {
    if (!mayCome(operation, left)) return false
    const value = after(values.get(operation.key) ?? null, operation)
    if (value === undefined) return false
    const others = left.filter((other) => other !== operation)
    return someOrder(others, new Map([...values, [operation.key, value]]), mayCome)
  })
}

/** Linearizability by trying all orders. */
export function isLinearizable(operations: readonly Operation[], initial: ReadonlyMap<string, Value>): boolean {
  const end = (one: Operation): number => (hasNoAnswer(one) ? Infinity : one.return)
  return someOrder(live(operations), initial, (one, left) => left.every((other) => end(other) >= one.call))
}

/** Sequential consistency by trying all orders; the list has each session in its order. */
export function isSequential(operations: readonly Operation[], initial: ReadonlyMap<string, Value>): boolean {
  const place = new Map(operations.map((one, index) => [one, index]))
  return someOrder(live(operations), initial, (one, left) =>
    left.every(
      (other) =>
        other.session !== one.session || hasNoAnswer(other) || (place.get(other) ?? 0) >= (place.get(one) ?? 0),
    ),
  )
}

/** Sequential consistency with known versions: the same, with the version in place of the value. */
export function isSequentialByVersions(operations: readonly Operation[]): boolean {
  const versioned = operations.flatMap((one): Operation[] => {
    const { session, key, call, return: end, outcome, version } = one
    if (version === undefined) return []
    const called = { session, key, call, return: end, outcome }
    if (one.kind === 'read') return [{ ...called, kind: 'read', value: version }]
    return [{ ...called, kind: 'write', value: version }]
  })
  const place = new Map(versioned.map((one, index) => [one, index]))
  const keys = new Map(versioned.map(({ key }) => [key, 0]))
  return someOrder(live(versioned), keys, (one, left) =>
    left.every((other) => {
      const sessionFirst =
        other.session === one.session && !hasNoAnswer(other) && (place.get(other) ?? 0) < (place.get(one) ?? 0)
      const versionFirst =
        other.kind === 'write' &&
        one.kind === 'write' &&
        other.key === one.key &&
        Number(other.value) < Number(one.value)
      return !sessionFirst && !versionFirst
    }),
  )
}
