import type * as z from 'zod'
import type { PickPlan } from '../../../sim/fault-plan.ts'
import type { Condition, InstanceName } from '../../fault.ts'
import type { Law } from '../../law.ts'
import { parseCondition } from '../../literals/condition.ts'
import { numberMeasure } from '../../literals/count.ts'
import { durationMeasure } from '../../literals/duration.ts'
import { parseInstanceName } from '../../literals/instance-name.ts'
import { parseLaw } from '../../literals/law.ts'
import { durations } from '../../literals/law-domain.ts'
import { parseQuantity } from '../../literals/measure.ts'
import { Mistake } from '../../literals/mistake.ts'
import { parsePick } from '../../literals/pick.ts'
import { parseRate } from '../../literals/rate.ts'
import { parseShare, shareMeasure } from '../../literals/share.ts'
import { literal } from '../literal.ts'
import type { Count, Quantity, Share } from '../literals.ts'

/** `minority`, `2`, `50%`. */
export const pick: z.ZodType<PickPlan, string | number> = literal({
  id: 'pick',
  noun: 'a pick of instances',
  examples: ['all', 'one', 'minority', 'majority', 'leader', '2', '50%'],
  pattern: '^(all|one|minority|majority|leader|\\d+(\\.\\d+)?%?)$',
  numbers: 'all',
  parse: parsePick,
})

/** `orders.queue-length > 500`. */
export const condition: z.ZodType<Condition, string> = literal({
  id: 'condition',
  noun: 'a condition',
  examples: ['orders.queue-length > 500', 'payments.instances-up < 2'],
  pattern: '^\\s*[A-Za-z][A-Za-z0-9_-]*\\.[a-z-]+\\s*(<=?|>=?)\\s*\\d+(\\.\\d+)?[kMG]?\\s*$',
  numbers: 'none',
  parse: parseCondition,
})

/** `payments/0`, or `payments` for all of it. */
export const instanceName: z.ZodType<InstanceName, string> = literal({
  id: 'instance-name',
  noun: 'an instance',
  examples: ['payments/0', 'payments'],
  pattern: '^[A-Za-z][A-Za-z0-9_-]*(/\\d+)?$',
  numbers: 'none',
  parse: parseInstanceName,
})

/** More than 1: a factor of 1 changes nothing, and less would be a gift. */
export const factor: z.ZodType<number, Count> = literal({
  id: 'factor',
  noun: 'a factor above 1',
  examples: ['3', '1.5'],
  pattern: '^\\d+(\\.\\d+)?$',
  numbers: 'all',
  parse: (text) => {
    const value = parseQuantity(text, { ...numberMeasure, noun: 'a factor', example: '3' })
    if (value instanceof Mistake || value > 1) return value
    if (value === 1) return nothing(text, 'a factor above 1')
    const message = `"${text}" would make things better, and this is a fault`
    return new Mistake('S161', message, whole(text), { expected: 'a factor above 1' })
  },
})

/** Above 0, up to 1. */
export const someShare: z.ZodType<number, Share> = literal({
  id: 'share-above-0',
  noun: 'a share above 0',
  examples: ['5%', '0.05'],
  pattern: '^\\d+(\\.\\d+)?%?$',
  numbers: 'all',
  parse: (text) => {
    const value = parseShare(text)
    return value === 0 ? nothing(text, 'more than 0%, up to 100%') : value
  },
})

/** In ns, with a mean above 0. */
export const someTime: z.ZodType<Law, Quantity> = literal({
  id: 'duration-law-above-0',
  noun: 'a duration above 0 or a law',
  examples: ['50ms', 'exp(50ms)'],
  pattern: '^(\\d|[a-z]+\\().*$',
  numbers: 'zero',
  parse: (text) => {
    const law = parseLaw(text, durations)
    return law instanceof Mistake || law.distribution.mean > 0 ? law : nothing(text, 'more than 0 on average')
  },
})

/** Above 0, per second. */
export const someRate: z.ZodType<number, Quantity> = literal({
  id: 'rate-above-0',
  noun: 'a rate above 0',
  examples: ['10/s', '12k/min'],
  pattern: '^\\d+(\\.\\d+)?[kM]?/(ms|s|min|h|d)$',
  numbers: 'none',
  parse: (text) => {
    const value = parseRate(text)
    if (value !== 0) return value
    const hint = 'to let nothing through, use refuse or a partition'
    return new Mistake('S111', `"${text}" is too small`, whole(text), { expected: 'more than 0', hint })
  },
})

/** ns, forwards or, with a minus sign, backwards. */
export const clockStep: z.ZodType<number, Quantity> = literal({
  id: 'clock-step',
  noun: 'a duration, perhaps negative',
  examples: ['5s', '-500ms'],
  pattern: '^-?\\d.*$',
  numbers: 'zero',
  parse: (text) => parseQuantity(text, { ...durationMeasure, signed: true }),
})

/** Parts of 1 that a clock runs too fast, or with a minus sign too slow; above -1. */
export const clockDrift: z.ZodType<number, Share> = literal({
  id: 'clock-drift',
  noun: 'a drift',
  examples: ['0.1%', '-0.02%'],
  pattern: '^-?\\d+(\\.\\d+)?%?$',
  numbers: 'all',
  parse: (text) => {
    const value = parseQuantity(text, { ...shareMeasure, noun: 'a drift', example: '0.1%', signed: true })
    if (value instanceof Mistake || (value > -1 && value <= 1)) return value
    return new Mistake('S114', `"${text}" is not a drift`, whole(text), { expected: 'between -100% and 100%' })
  },
})

function nothing(text: string, expected: string): Mistake {
  return new Mistake('S161', `with "${text}" this fault does nothing`, whole(text), { expected })
}

function whole(text: string): { start: number; end: number } {
  return { start: 0, end: text.length }
}
