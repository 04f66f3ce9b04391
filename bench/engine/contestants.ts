import type { Contestant } from '../contestant.ts'
import { bareKernel } from './bare-kernel.ts'
import { simulators } from './simulator.ts'

/** What ships. */
export const contestants: readonly Contestant[] = [...bareKernel, ...simulators]
