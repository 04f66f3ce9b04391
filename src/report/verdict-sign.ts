import type { Paint } from './paint.ts'

/** ✓ held, ✗ did not, ~ undecided. The sign says it without the colour. */
export function verdictSign(verdict: 'pass' | 'fail' | 'inconclusive', paint: Paint): string {
  if (verdict === 'pass') return paint.good('✓')
  if (verdict === 'fail') return paint.bad('✗')
  return paint.doubt('~')
}
