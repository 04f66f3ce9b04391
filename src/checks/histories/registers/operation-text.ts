import { durationText } from '../duration-text.ts'
import { type Operation, returnOf, type Value } from './operation.ts'

/** An operation in words: `a read 1 of x (5 ms to 7 ms)`. */
export function operationText(operation: Operation): string {
  const version = operation.version === undefined ? '' : `, version ${operation.version}`
  const end = returnOf(operation)
  const when = `${durationText(operation.call)} to ${end === Infinity ? 'unknown' : durationText(end)}`
  return `${operation.session} ${deed(operation)} (${when}${version})`
}

/** A value in words. */
export function valueText(value: Value): string {
  return value === null ? 'nothing' : typeof value === 'string' ? `"${value}"` : `${value}`
}

function deed(operation: Operation): string {
  const { key } = operation
  switch (operation.kind) {
    case 'read':
      return `read ${valueText(operation.value)} of ${key}`
    case 'write':
      return `wrote ${valueText(operation.value)} to ${key}`
    case 'cas': {
      const change = `${valueText(operation.expected)} by ${valueText(operation.value)} in ${key}`
      return operation.swapped === false ? `was refused to replace ${change}` : `replaced ${change}`
    }
    case 'add': {
      const result = operation.result === undefined ? '' : `, which made ${operation.result}`
      return `added ${operation.value} to ${key}${result}`
    }
    default:
      return operation satisfies never
  }
}
