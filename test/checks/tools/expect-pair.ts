import { expect } from 'vitest'
import type { Judgement } from '../../../src/checks/histories/judgement.ts'

/** A bad history is condemned with evidence out of it and a sentence, a good one passes with something observed. */
export function expectPair(bad: Judgement<unknown>, evidence: readonly unknown[], good: Judgement<unknown>): void {
  expect(bad.verdict).toBe('violated')
  expect(bad.violations).toBeGreaterThanOrEqual(bad.findings.length)
  expect(bad.findings.length).toBeGreaterThan(0)
  expect(bad.sentence).toBe(bad.findings[0]?.sentence)
  for (const finding of bad.findings) {
    expect(finding.sentence).not.toBe('')
    for (const fact of finding.evidence) expect(evidence).toContain(fact)
  }
  expect(good.sentence).not.toBe('')
  expect({ verdict: good.verdict, violations: good.violations }).toEqual({ verdict: 'ok', violations: 0 })
  expect(good.observed).toBeGreaterThan(0)
}
