import type { BrokerKind } from '../../messaging.ts'
import { suggest } from '../../suggest.ts'
import type { BrokenRule } from '../thing.ts'

const PLACED = ['zone', 'zones', 'publish'] as const
const RUN = ['nodes', 'machine', ...PLACED, 'concurrency'] as const

/** Options of each kind of broker, beside its kind and what it holds. */
const OPTIONS: Readonly<Record<BrokerKind, readonly string[]>> = {
  rabbitmq: [...RUN, 'heartbeat'],
  sqs: PLACED,
  kafka: [...RUN, 'replica-lag', 'failover', 'unclean-election'],
  'in-process': [],
}
const KINDS = ['rabbitmq', 'sqs', 'kafka', 'in-process'] as const satisfies readonly BrokerKind[]

/** An option that is ignored would be a setting that does nothing. */
export function optionOfBroker(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if ('zone' in value && 'zones' in value) {
    return { code: 'S108', message: 'this broker has a zone and zones', path: ['zones'], hint: 'keep one of the two' }
  }
  const kind = KINDS.find((each) => each === value['kind'])
  if (kind === undefined) return undefined
  const own = OPTIONS[kind]
  const others = KINDS.filter((each) => each !== kind)
  const stray = others.flatMap((each) => OPTIONS[each]).find((option) => option in value && !own.includes(option))
  if (stray === undefined) return undefined
  const meant = suggest(stray, own)
  return {
    code: 'S302',
    message: `a broker of kind ${kind} has no "${stray}"`,
    path: [stray],
    at: 'key',
    expected: `of its own it has ${own.length === 0 ? 'nothing' : own.join(', ')}`,
    hint: meant === undefined ? (WHY[kind] ?? whoHas(stray)) : `did you mean "${meant}"?`,
  }
}

const WHY: Readonly<Partial<Record<BrokerKind, string>>> = {
  sqs: 'it is a service that somebody else runs',
  'in-process': 'it is nothing but the memory of the publisher',
}

function whoHas(option: string): string {
  return `that is an option of kind: ${KINDS.filter((each) => OPTIONS[each].includes(option)).join(' and ')}`
}
