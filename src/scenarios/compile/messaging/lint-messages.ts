import type { Plan } from '../../../sim/plan.ts'
import type { Findings } from '../findings.ts'
import type { Scenario } from '../../scenario.ts'
import type { Mail } from './mail.ts'
export function lintMessages(_plan: Plan, _mail: Mail, _findings: Findings): void {}
export type X = Scenario
