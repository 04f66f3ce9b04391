import type { Mistake } from '../literals/mistake.ts'

/** What travels in an issue of zod: the mistake, and whether the key or the value at the path is meant. */
export interface Reported {
  readonly mistake: Mistake
  readonly at: 'key' | 'value'
}

/** The part of zod's contexts that takes issues. */
interface TakesIssues {
  addIssue(issue: { code: 'custom'; message: string; path: (string | number)[]; params: { reported: Reported } }): void
}

/** Hands a mistake to whoever turns the issues of zod into problems; `path` starts at the value being checked. */
export function report(
  context: TakesIssues,
  mistake: Mistake,
  path: readonly (string | number)[] = [],
  at: 'key' | 'value' = 'value',
): void {
  context.addIssue({ code: 'custom', message: mistake.message, path: [...path], params: { reported: { mistake, at } } })
}
