import type { Frame } from '../../frame.ts'

/** Which messages of an edge a fault can hit, while it is on. */
export interface Reach {
  /** `back`: whether the message goes from the server to the caller. Zones are those of the two ends of the call. */
  covers(call: Frame, back: boolean, callerZone: number, calleeZone: number): boolean
}
