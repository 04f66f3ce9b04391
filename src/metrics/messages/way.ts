/** One message and one subscription. */
export class Way {
  /** Copies that the broker has for it. */
  copies = 0
  /** When it was first stored for it, ns; -1: never. */
  storedAt = -1
  delivered = 0
  /** Deliveries that are over. */
  over = 0
  handled = 0
  absorbed = 0
  dead = false
  /** When something happened to it last, ns. */
  changedAt = 0
}
