/** Ids under which a broker reports to the probe. */
export interface BrokerInstruments {
  /**
   * Counters of the requests that are paid, of standard queues and of FIFO queues; -1 of a broker that is not paid by
   * the request.
   */
  readonly standard: number
  readonly fifo: number
}
