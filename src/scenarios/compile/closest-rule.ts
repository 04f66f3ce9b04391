import type { EdgePattern } from '../edge-pattern.ts'
import { fitsGlob } from '../glob.ts'
import type { DocumentPath } from '../problem.ts'
import { closeness, isExact } from './closeness.ts'

/** One end of a call: every name it goes by (a unit and the module in it; a workload; a store). */
export interface CallEnd {
  readonly names: readonly string[]
  readonly kind: 'unit' | 'store' | 'workload'
}

/** A value and where it was written; `undefined` where nobody wrote it and the default holds. */
export interface Sourced<Value> {
  readonly value: Value
  readonly source: SettingSource | undefined
}

export interface SettingSource {
  readonly path: DocumentPath
  /** The pattern, `* -> payments`, or the key, `network.protocol`. */
  readonly text: string
}

/** A rule and where it is written. */
export interface Candidate<Rule> {
  readonly rule: Rule
  readonly on: EdgePattern
  readonly path: DocumentPath
  readonly index: number
}

/** Rules by the callee they name; those with a star are tried one by one. */
export class RuleIndex<Rule extends { readonly on: EdgePattern }> {
  readonly #exact = new Map<string, Candidate<Rule>[]>()
  readonly #others: Candidate<Rule>[] = []

  /** `path` is that of the list; rules that `holds` refuses are left out. */
  constructor(rules: readonly Rule[], path: DocumentPath, holds: (rule: Rule) => boolean = () => true) {
    rules.forEach((rule, index) => {
      if (!holds(rule)) return
      const candidate = { rule, on: rule.on, path: [...path, index], index }
      if (!isExact(rule.on.to)) this.#others.push(candidate)
      else {
        const same = this.#exact.get(rule.on.to)
        if (same === undefined) this.#exact.set(rule.on.to, [candidate])
        else same.push(candidate)
      }
    })
  }

  /** The rules that fit a call. */
  closestFirst(from: CallEnd, to: CallEnd): Candidate<Rule>[] {
    return [...to.names.flatMap((name) => this.#exact.get(name) ?? []), ...this.#others]
      .filter(
        ({ on }) =>
          from.names.some((name) => fitsGlob(on.from, name)) && to.names.some((name) => fitsGlob(on.to, name)),
      )
      .sort(
        (left, right) =>
          closeness(right.on.to) - closeness(left.on.to) ||
          closeness(right.on.from) - closeness(left.on.from) ||
          right.index - left.index,
      )
  }
}

/** The field of the closest rule that states it. */
export function closest<Rule, Value>(
  found: readonly Candidate<Rule>[],
  field: string,
  read: (rule: Rule) => Value | undefined,
  otherwise: Value,
  source?: SettingSource,
): Sourced<Value> {
  for (const { rule, on, path } of found) {
    const value = read(rule)
    if (value !== undefined) return { value, source: { path: [...path, ...field.split('.')], text: on.text } }
  }
  return { value: otherwise, source }
}
