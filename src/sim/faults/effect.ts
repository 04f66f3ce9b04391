/** What a fault does while it is on. An episode ends before the next one begins. */
export interface Effect {
  /** Begins an episode; returns the names of what it hits. */
  begin(): readonly string[]
  end(): void
}
