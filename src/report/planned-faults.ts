import type { PlannedFault } from '../experiments/planned-faults/planned-faults.ts'
import { type Paint, plainPaint } from './paint.ts'

/** The faults of a variant, one after the other in words; empty where there are none. */
export function plannedFaultsText(faults: readonly PlannedFault[], paint: Paint = plainPaint): string {
  if (faults.length === 0) return ''
  const lines = ['', paint.strong('faults')]
  for (const { id, kind, state, when, what, whom } of faults) {
    const name = /-\d+$/.test(id) && id.startsWith(`${kind}-`) ? '' : `  ${paint.faint(kind)}`
    if (state !== 'planned') {
      lines.push(
        `  ${paint.accent(id)}${name}  ${paint.faint(state === 'disabled' ? state : `${state} in this variant`)}`,
      )
    } else lines.push(`  ${paint.accent(id)}${name}`, `    when  ${when}`, `    whom  ${whom}`, `    what  ${what}`)
  }
  return `${lines.join('\n')}\n`
}
