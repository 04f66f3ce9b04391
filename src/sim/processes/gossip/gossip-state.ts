export interface GossipState {
  /** What the nodes merge; its shape is that of its kind. */
  data: unknown
  /** Rounds begun since the node started. */
  rounds: number
}

export interface GossipMessage {
  readonly type: 'state'
  readonly data: unknown
}
