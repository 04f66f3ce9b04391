import type { Finding } from '../judgement.ts'

/**
 * What happened to one thing that somebody wanted done, named by its logical id: the same for all attempts, copies and
 * deliveries of it.
 */
export interface EffectEvent {
  /**
   * `asked`: somebody wants it. `told`: whoever asked has its answer. `effect`: it was done, whether or not anybody
   * hears of it. `absorbed`: it was recognised as done already and not done again. `undone`: what was done was taken
   * back.
   */
  readonly kind: 'asked' | 'told' | 'effect' | 'absorbed' | 'undone'
  /** When, in ns. */
  readonly at: number
  readonly id: string
  /**
   * Of `told`: `fail` says that it has definitely not been done and will not be; `info`: nobody knows. Default: `ok`.
   */
  readonly outcome?: 'ok' | 'fail' | 'info'
}

/** What happened, in the order in which it did. */
export interface EffectHistory {
  readonly events: readonly EffectEvent[]
  /** Whether something was still under way at the end, so that an effect may yet come. Default: false. */
  readonly unfinished?: boolean
}

export type EffectPromise = 'at-most-once' | 'at-least-once' | 'exactly-once'

/**
 * `again`: done once more while it stood. `missing`: told that it was done, and it never was. `unasked`: nobody had
 * asked for it. `refused`: told that it was not done, and it stands at the end. `undone-before-done`: taken back where
 * nothing stood.
 */
export type EffectRule = 'again' | 'missing' | 'unasked' | 'refused' | 'undone-before-done'

/** `key` is the logical id; the evidence are all events of that id. */
export interface EffectFinding extends Finding<EffectEvent> {
  readonly rule: EffectRule
}
