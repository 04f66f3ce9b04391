import type { ConcurrencyLimit } from '../policy.ts'
import { type CallForm, type Family, parseFamily, printForm, type Slot, type Values } from './call-form.ts'
import { Mistake } from './mistake.ts'

const bounds = (initial: number, min: number, max: number): readonly Slot[] => [
  { name: 'initial', kind: 'count', least: 1, otherwise: initial },
  { name: 'min', kind: 'count', least: 1, otherwise: min },
  { name: 'max', kind: 'count', least: 1, otherwise: max },
]
const smoothing = (otherwise: number): Slot => ({
  name: 'smoothing',
  kind: 'number',
  least: 0,
  above: true,
  most: 1,
  otherwise,
})
const ordered = ({ initial = 1, min = 1, max = 1 }: Values): string | undefined =>
  min <= initial && initial <= max ? undefined : 'min at most initial, and initial at most max'

/** Defaults of Netflix concurrency-limits: AIMDLimit, Gradient2Limit and VegasLimit. */
const FORMS: Readonly<Record<ConcurrencyLimit['rules']['algorithm'], CallForm>> = {
  aimd: {
    slots: [
      ...bounds(20, 20, 200),
      { name: 'decrease', kind: 'number', least: 0, above: true, most: 1, below: true, otherwise: 0.9 },
      { name: 'timeout', kind: 'duration', least: 0, above: true, otherwise: 5e9 },
    ],
    positional: 0,
    contradiction: ordered,
  },
  gradient: {
    slots: [
      ...bounds(20, 20, 200),
      { name: 'tolerance', kind: 'number', least: 1, otherwise: 1.5 },
      smoothing(0.2),
      { name: 'queue', kind: 'count', least: 0, otherwise: 4 },
    ],
    positional: 0,
    contradiction: ordered,
  },
  vegas: { slots: [...bounds(20, 1, 1000), smoothing(1)], positional: 0, contradiction: ordered },
}

const FAMILY: Family = {
  code: 'S183',
  noun: 'a concurrency limit',
  example: 'aimd(initial=20, max=200)',
  forms: FORMS,
  aliases: { gradient2: 'gradient' },
}

/** Reads a limit on concurrency that is found while running: `aimd`, `gradient(…)` or `vegas(…)`. */
export function parseConcurrencyLimit(text: string): ConcurrencyLimit | null | Mistake {
  const reading = parseFamily(text, FAMILY)
  if (reading === null || reading instanceof Mistake) return reading
  const value = (key: string): number => reading.values[key] ?? 0
  const range = { initial: value('initial'), min: value('min'), max: value('max') }
  switch (reading.name) {
    case 'aimd':
      return { ...range, rules: { algorithm: 'aimd', decrease: value('decrease'), timeout: value('timeout') } }
    case 'gradient': {
      const rules = { tolerance: value('tolerance'), smoothing: value('smoothing'), queue: value('queue') }
      return { ...range, rules: { algorithm: 'gradient', ...rules } }
    }
    default:
      return { ...range, rules: { algorithm: 'vegas', smoothing: value('smoothing') } }
  }
}

/** The text that parses to `limit`. */
export function printConcurrencyLimit({ initial, min, max, rules }: ConcurrencyLimit): string {
  const { algorithm, ...own } = rules
  return printForm(algorithm, FORMS[algorithm], { initial, min, max, ...own })
}
