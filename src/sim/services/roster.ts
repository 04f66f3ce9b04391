/** One for all balancers of a unit: whether somebody has left or joined the rotation since they looked. */
export class Roster {
  /** Grows with every change of `inRotation` of an instance. */
  version = 0
}
