import { findMachine, MACHINES } from '../../metrics/cost/price-book.ts'
import type { Machine } from '../machine.ts'
import type { DocumentPath } from '../problem.ts'
import type { Findings } from './findings.ts'
import { unknownName } from './unknown-name.ts'

/** The machine an instance runs on. */
export interface DeployedMachine {
  /** Name in the price book, or `inline`. */
  readonly name: string
  /** `aws`, `gcp`, `azure`, or `inline`. */
  readonly provider: 'aws' | 'gcp' | 'azure' | 'inline'
  readonly vcpu: number
  readonly memoryBytes: number
  /** US dollars per hour. */
  readonly pricePerHour: number
  /** Where and when the price was read; empty for an inline machine. */
  readonly source: string
  readonly date: string
}

const NAMES: readonly string[] = MACHINES.map((machine) => machine.name)

/** Stands in where the error has been reported and no run will follow. */
const MISSING: DeployedMachine = {
  name: '',
  provider: 'inline',
  vcpu: 1,
  memoryBytes: 0,
  pricePerHour: 0,
  source: '',
  date: '',
}

/** Looks a machine up in the price book; reports a name that it does not have, if there are `findings`. */
export function resolveMachine(machine: Machine, path: DocumentPath, findings: Findings | undefined): DeployedMachine {
  if (machine.kind === 'inline') {
    const { vcpu, memory, price } = machine
    return { name: 'inline', provider: 'inline', vcpu, memoryBytes: memory, pricePerHour: price, source: '', date: '' }
  }
  const found = findMachine(machine.name)
  if (found === undefined) {
    if (findings === undefined) return MISSING
    unknownName(findings, 'S206', 'machine in the price book', machine.name, () => NAMES, path, undefined, {
      hint: 'a machine may be written inline too: { vcpu: 4, memory: 8GiB, price: $0.1785/h }',
    })
    return MISSING
  }
  const { name, provider, vcpu, memoryBytes, pricePerHour, source, date } = found
  return { name, provider, vcpu, memoryBytes, pricePerHour, source, date }
}
