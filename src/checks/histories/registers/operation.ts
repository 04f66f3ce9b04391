import { invariant } from '../../../sim/kernel/invariant.ts'

/** What a register holds; `null` is nothing. Values are compared with `===`. */
export type Value = number | string | null

/** What every operation says of itself. Times are in ns of simulated time; the interval includes both ends. */
interface Called {
  /** Who called. Sessions call one operation after the other unless a judge says that it takes more. */
  readonly session: string
  readonly key: string
  readonly call: number
  /** From `call` on; `Infinity` when the caller never learned the outcome; `null`, as JSON has it, is read so. */
  readonly return: number
  /** `fail`: definitely no effect, nothing was observed. `info`: unknown, and it may take effect at any later time. */
  readonly outcome: 'ok' | 'fail' | 'info'
  /** Place in the order in which the store applied its operations, over all keys; any distinct numbers. */
  readonly order?: number
  /** Of an update: the version it made, at least 1, greater ones newer. Else: the version seen; 0 is the initial. */
  readonly version?: number
  /** Of an update: when it was committed, if the store told; else its return is taken. */
  readonly committed?: number
}

/** `value` is what was read. */
export interface Read extends Called {
  readonly kind: 'read'
  readonly value: Value
}

export interface Write extends Called {
  readonly kind: 'write'
  readonly value: Value
}

/** Compare and set: `value` takes the place of `expected`. */
export interface CompareAndSet extends Called {
  readonly kind: 'cas'
  readonly expected: Value
  readonly value: Value
  /** `false`: the store answered that it held something else. Default: `true`. */
  readonly swapped?: boolean
}

/** `value` is added; nothing (`null`) counts as 0. */
export interface Add extends Called {
  readonly kind: 'add'
  readonly value: number
  /** What the register held afterwards, if the answer said so. */
  readonly result?: number
}

/** One operation on one register. */
export type Operation = Read | Write | CompareAndSet | Add

/** Operations on registers, in any order; where times do not tell, the order of the list is that of a session. */
export interface History {
  readonly operations: readonly Operation[]
  /** What every key holds at first; default: `null`. */
  readonly initial?: Value
  /** What single keys hold at first. */
  readonly initials?: readonly { readonly key: string; readonly value: Value }[]
}

/** When an operation ended for its caller: `Infinity` if that is not known. */
export function returnOf(operation: Operation): number {
  return isOpen(operation) ? Infinity : operation.return
}

/** Whether the caller never learned the outcome. */
export function isOpen({ outcome, return: end }: Operation): boolean {
  return outcome === 'info' || !Number.isFinite(end)
}

/** Whether the operation changes the register if it takes effect: all but reads and refused compare-and-sets. */
export function isUpdate(operation: Operation): boolean {
  if (operation.kind === 'cas') return operation.swapped !== false || isOpen(operation)
  return operation.kind !== 'read'
}

/** Whether its answer says something about what the register held. */
export function isObservation(operation: Operation): boolean {
  if (operation.outcome !== 'ok' || isOpen(operation)) return false
  return (
    operation.kind === 'read' ||
    operation.kind === 'cas' ||
    (operation.kind === 'add' && operation.result !== undefined)
  )
}

/** What matters to a judge: all but failures and reads without an answer. Throws on a return before its call. */
export function effective(operations: readonly Operation[]): Operation[] {
  return operations.filter((operation) => {
    invariant(isOpen(operation) || operation.return >= operation.call, 'an operation returns before it is called')
    return operation.outcome !== 'fail' && (isUpdate(operation) || !isOpen(operation))
  })
}

/** What a key holds at first. */
export function initialValues({ initial = null, initials = [] }: History): (key: string) => Value {
  const single = new Map(initials.map(({ key, value }) => [key, value]))
  return (key) => single.get(key) ?? (single.has(key) ? null : initial)
}
