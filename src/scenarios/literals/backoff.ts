import type { BackoffPlan } from '../../sim/policy-plan.ts'
import { suggest } from '../suggest.ts'
import { type CallForm, type Family, parseFamily, printForm, type Reading } from './call-form.ts'
import { Mistake } from './mistake.ts'
import { printShare, shareOf } from './share.ts'
import type { Term } from './term.ts'

/** A backoff without what the retry adds. */
export type Backoff = Omit<BackoffPlan, 'retryAfter'>

const FOREVER = Number.POSITIVE_INFINITY
const JITTERS = ['none', 'full', 'equal', 'proportional', 'decorrelated', 'decorrelated-v2'] as const
const base = { name: 'base', kind: 'duration', least: 0, above: true } as const
const max = { name: 'max', kind: 'duration', least: 0, above: true, otherwise: FOREVER } as const
const maxBelowBase = ({ base: from = 0, max: to = FOREVER }: Readonly<Record<string, number>>): string | undefined =>
  to < from ? 'a max that is not below the first wait' : undefined

const FORMS: Readonly<Record<Backoff['kind'], CallForm>> = {
  constant: { slots: [{ name: 'base', kind: 'duration', least: 0 }], positional: 1, words: ['jitter'] },
  linear: { slots: [base, max], positional: 1, words: ['jitter'], contradiction: maxBelowBase },
  exponential: {
    slots: [base, { name: 'factor', kind: 'number', least: 1, otherwise: 2 }, max],
    positional: 1,
    words: ['jitter'],
    contradiction: maxBelowBase,
  },
}

const FAMILY: Family = {
  code: 'S180',
  noun: 'a backoff',
  example: 'exponential(100ms, max=2s, jitter=full)',
  forms: FORMS,
  aliases: { exp: 'exponential', fixed: 'constant', expo: 'exponential' },
}

/** Reads the waits between attempts: `exponential(100ms, factor=2, max=2s, jitter=full)`, `constant(500ms)`, `none`. */
export function parseBackoff(text: string): Backoff | Mistake {
  const reading = parseFamily(text, FAMILY)
  if (reading instanceof Mistake) return reading
  if (reading === null) return { kind: 'constant', base: 0, factor: 1, max: FOREVER, jitter: 'none', share: 0 }
  const kind = kindOf(reading)
  const jitter = jitterOf(reading.bound.get('jitter'))
  if (jitter instanceof Mistake) return jitter
  const { base: first = 0, factor = 1, max: most = FOREVER } = reading.values
  return misplacedJitter(reading, kind, jitter.jitter) ?? { kind, base: first, factor, max: most, ...jitter }
}

/** The text that parses to `backoff`. */
export function printBackoff(backoff: Backoff): string {
  const { kind, base: first, factor, max: most, jitter, share } = backoff
  if (kind === 'constant' && first === 0) return 'none'
  const word = jitter === 'proportional' ? `jitter=proportional(${printShare(share)})` : `jitter=${jitter}`
  const form = FORMS[kind]
  const slots = jitter === 'decorrelated' ? form.slots.filter(({ name }) => name !== 'factor') : form.slots
  return printForm(kind, { ...form, slots }, { base: first, factor, max: most }, jitter === 'none' ? [] : [word])
}

/** Decorrelated waits grow by themselves: AWS's threefold of the last one, Polly's along a curve of powers. */
function misplacedJitter({ bound }: Reading, kind: Backoff['kind'], jitter: Backoff['jitter']): Mistake | undefined {
  if (jitter !== 'decorrelated' && jitter !== 'decorrelated-v2') return undefined
  const place = kind === 'exponential' ? bound.get('factor') : bound.get('jitter')
  if (place === undefined || (kind === 'exponential' && jitter === 'decorrelated-v2')) return undefined
  return new Mistake('S180', `${jitter} waits grow in their own way`, place, {
    expected: `exponential(100ms, max=20s, jitter=${jitter})`,
  })
}

function kindOf({ name }: Reading): Backoff['kind'] {
  return name === 'constant' || name === 'linear' ? name : 'exponential'
}

function jitterOf(term: Term | undefined): Pick<Backoff, 'jitter' | 'share'> | Mistake {
  if (term === undefined) return { jitter: 'none', share: 0 }
  const written = term.kind === 'quantity' ? term.text : term.kind === 'word' ? term.text : term.name.text
  const jitter = JITTERS.find((word) => word === written)
  if (jitter === 'proportional') return proportional(term)
  if (jitter !== undefined && term.kind === 'word') return { jitter, share: 0 }
  const suggestion = suggest(written, JITTERS)
  return new Mistake('S180', `"${written}" is not a jitter`, term, {
    expected: 'none, full, equal, proportional(25%), decorrelated or decorrelated-v2',
    ...(suggestion === undefined || suggestion === written ? {} : { suggestion }),
  })
}

function proportional(term: Term): Pick<Backoff, 'jitter' | 'share'> | Mistake {
  const [first, second] = term.kind === 'call' ? term.arguments : []
  const quantity = first?.value
  if (second !== undefined || first?.name !== undefined || quantity?.kind !== 'quantity') {
    return new Mistake('S180', 'proportional jitter has one share', term, { expected: 'proportional(25%)' })
  }
  const share = shareOf(quantity)
  return share instanceof Mistake ? share : { jitter: 'proportional', share }
}
