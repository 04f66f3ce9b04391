import type { Place } from './mistake.ts'

/** What a literal is made of, before anyone asks what it means. */
export type Term = Quantity | Word | Call

/** A number with its units: `150ms`, `1h30m`, `12k/min`, `$0.0464/h`, `5%`, `64`. */
export interface Quantity extends Place {
  readonly kind: 'quantity'
  readonly text: string
  readonly money: boolean
  readonly negative: boolean
  /** At least one; more than one in a compound such as `1h30m`. */
  readonly parts: readonly QuantityPart[]
  /** The unit after the slash. */
  readonly per: UnitText | undefined
}

export interface QuantityPart extends Place {
  /** Decimal digits with at most one point. */
  readonly digits: string
  readonly unit: UnitText
}

/** A unit as written; empty where none is. */
export interface UnitText extends Place {
  readonly text: string
}

/** A name: `uniform`, `event-loop`, `replacement`. */
export interface Word extends Place {
  readonly kind: 'word'
  readonly text: string
}

/** `name(argument, …)`. */
export interface Call extends Place {
  readonly kind: 'call'
  readonly name: Word
  readonly arguments: readonly Argument[]
}

/** One argument: `value`, `name=value`, `share: value`, `value*weight` or `value for stay`. */
export interface Argument extends Place {
  readonly name: Word | undefined
  readonly share: Quantity | undefined
  readonly value: Term
  readonly weight: Quantity | undefined
  readonly stay: Term | undefined
}

/** A whole literal: a term, for inputs followed by `of <count>`. */
export interface LiteralText {
  readonly text: string
  readonly term: Term
  readonly of: Quantity | undefined
}
