import type { Probe } from '../../src/sim/kernel/probe.ts'

/** Records nothing. */
export const silent: Probe = {
  began: () => {},
  ended: () => {},
  failed: () => {},
  waited: () => {},
  level: () => {},
  counted: () => {},
}
